package dev.rollcall.agent.policy;

import dev.rollcall.common.policy.SettingState;

/** What came of one setting. @param detail one line, without contents */
record Finding(SettingState state, String detail) {

    static final Finding COMPLIANT = new Finding(SettingState.COMPLIANT, "");

    static Finding repaired(String difference) {
        return new Finding(SettingState.REPAIRED, difference);
    }

    static Finding failed(String reason) {
        return new Finding(SettingState.FAILED, reason);
    }

    static Finding unsupported(String reason) {
        return new Finding(SettingState.UNSUPPORTED, reason);
    }

    /** Of two findings about one setting, the one that says more. */
    Finding or(Finding other) {
        return weight() >= other.weight() ? this : other;
    }

    private int weight() {
        return switch (state) {
            case COMPLIANT -> 0;
            case REPAIRED -> 1;
            case UNSUPPORTED -> 2;
            case FAILED -> 3;
        };
    }
}
