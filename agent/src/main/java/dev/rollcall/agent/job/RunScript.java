package dev.rollcall.agent.job;

import dev.rollcall.agent.platform.ScriptProcess;
import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.json.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs a script from the folder where every script that ran here is kept by its digest, so that the
 * device's holder can read it.
 */
final class RunScript {

    private static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", PATH, "HOME", "/root", "LC_ALL", "C.UTF-8");
    private static final int MAX_SCRIPTS = 200;

    private final Path scripts;

    RunScript(Path scripts) {
        this.scripts = scripts;
    }

    ActionResult run(RunId run, Action.RunScript action) throws InterruptedException {
        var interpreter = find(action.interpreter());
        if (interpreter.isEmpty()) {
            return ActionResult.without(
                    Outcome.FAILED, action.interpreter() + " is not installed on this device");
        }
        try {
            var file = keep(action.script());
            var output = new HeadTail();
            var ended =
                    ScriptProcess.run(
                            List.of(interpreter.get().toString(), file.toString()),
                            ENVIRONMENT,
                            mark(run),
                            output,
                            action.timeout());
            return result(action, ended, output.kept());
        } catch (IOException e) {
            return ActionResult.without(
                    Outcome.FAILED, "the script could not be started: " + e.getMessage());
        }
    }

    static void clearAway(RunId run) {
        ScriptProcess.killMarked(mark(run));
    }

    private static ActionResult result(
            Action.RunScript action, ScriptProcess.Ended ended, KeptOutput output) {
        var lastLine = HeadTail.lastLine(output);
        if (ended.exitCode().isEmpty()) {
            var said = lastLine.isEmpty() ? "" : "; its last line: " + lastLine;
            return new ActionResult(
                    Outcome.FAILED,
                    Optional.empty(),
                    "stopped with all it started after "
                            + action.timeout().toSeconds()
                            + " s"
                            + said,
                    output);
        }
        int code = ended.exitCode().get();
        return new ActionResult(
                code == 0 ? Outcome.SUCCEEDED : Outcome.FAILED,
                ended.exitCode(),
                lastLine.isEmpty() && code != 0 ? "ended with " + code + ", silently" : lastLine,
                output);
    }

    private static ScriptProcess.Mark mark(RunId run) {
        return new ScriptProcess.Mark("ROLLCALL_RUN", run.toString());
    }

    private static Optional<Path> find(String interpreter) {
        return Stream.of(PATH.split(":"))
                .map(folder -> Path.of(folder, interpreter))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Written anew each time: what is run is what was ordered, whatever lay there. */
    private Path keep(String script) throws IOException {
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(scripts);
        var file = scripts.resolve(Digest.of(script).hex());
        var next = Files.createTempFile(scripts, "next", "", ownerOnly);
        Files.write(next, script.getBytes(StandardCharsets.UTF_8));
        KillPoint.pass("run.script.before-rename");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        KillPoint.pass("run.script.kept");
        forgetOldest();
        return file;
    }

    private void forgetOldest() throws IOException {
        var all = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(scripts)) {
            files.forEach(all::add);
        }
        if (all.size() <= MAX_SCRIPTS) {
            return;
        }
        all.sort(Comparator.comparing(RunScript::modified));
        for (var old : all.subList(0, all.size() - MAX_SCRIPTS)) {
            Files.deleteIfExists(old);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // gone already, which is what its age is asked for
        }
    }
}
