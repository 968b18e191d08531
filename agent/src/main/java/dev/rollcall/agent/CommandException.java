package dev.rollcall.agent;

import dev.rollcall.agent.enrollment.EnrollmentException;
import java.io.Serial;

/** A command that cannot do what was asked; its message is the one line that is printed. */
public final class CommandException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final ExitStatus status;

    CommandException(ExitStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static CommandException of(EnrollmentException failure) {
        var status =
                switch (failure.kind()) {
                    case COMMAND -> ExitStatus.REFUSED;
                    case LATER -> ExitStatus.LATER;
                    case SERVER -> ExitStatus.SERVER_UNUSABLE;
                };
        return new CommandException(status, String.valueOf(failure.getMessage()));
    }

    static CommandException busy() {
        return new CommandException(
                ExitStatus.BUSY, "another agent uses this state folder: stop it first");
    }

    static CommandException notEnrolled() {
        return new CommandException(
                ExitStatus.NOT_ENROLLED,
                "this device is not enrolled: run rollcall-agent enroll first");
    }

    public ExitStatus status() {
        return status;
    }
}
