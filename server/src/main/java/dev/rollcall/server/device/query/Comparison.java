package dev.rollcall.server.device.query;

/** How a value is compared. */
public enum Comparison {
    EQUAL(":"),
    LESS("<"),
    AT_MOST("<="),
    MORE(">"),
    AT_LEAST(">=");

    private final String symbol;

    Comparison(String symbol) {
        this.symbol = symbol;
    }

    /** As it is written in a query. */
    public String symbol() {
        return symbol;
    }

    /**
     * @param sign of comparing the fact with the value
     */
    boolean holds(int sign) {
        return switch (this) {
            case EQUAL -> sign == 0;
            case LESS -> sign < 0;
            case AT_MOST -> sign <= 0;
            case MORE -> sign > 0;
            case AT_LEAST -> sign >= 0;
        };
    }
}
