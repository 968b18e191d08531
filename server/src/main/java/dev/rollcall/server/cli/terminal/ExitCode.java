package dev.rollcall.server.cli.terminal;

/** What the command tells the shell. The numbers are public and never change. */
public enum ExitCode {
    OK(0, "It was done."),
    REFUSED(1, "The server, or this command, said no; the reason is on standard error."),
    USAGE(2, "The command line or a query in it could not be understood."),
    NOT_ALLOWED(3, "Not signed in, or your roles do not allow it."),
    UNREACHABLE(4, "The server cannot be reached, or it is not the one that was confirmed."),
    PARTIAL(5, "Done in part: some devices failed or have not answered.");

    private final int number;
    private final String sentence;

    ExitCode(int number, String sentence) {
        this.number = number;
        this.sentence = sentence;
    }

    public int number() {
        return number;
    }

    public String sentence() {
        return sentence;
    }
}
