package dev.rollcall.agent;

import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Sealing;
import dev.rollcall.agent.enrollment.Sealing.Sealed;
import dev.rollcall.agent.state.StateFolder;
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

    static CommandException stopFirst() {
        return new CommandException(
                ExitStatus.BUSY,
                "an agent runs on this state folder: stop it first, with"
                        + " systemctl stop rollcall-agent");
    }

    static CommandException notEnrolled() {
        return new CommandException(
                ExitStatus.NOT_ENROLLED,
                "this device is not enrolled: run rollcall-agent enroll first");
    }

    static CommandException sealed(Sealed sealed) {
        return new CommandException(
                ExitStatus.NOT_ENROLLED,
                "this device is sealed and must be enrolled: " + sealed.howToEnroll());
    }

    /** Why a device without an identity has none. */
    static CommandException notEnrolled(StateFolder folder) {
        return Sealing.of(folder)
                .map(CommandException::sealed)
                .orElseGet(CommandException::notEnrolled);
    }

    public ExitStatus status() {
        return status;
    }
}
