package dev.rollcall.agent.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A program in systemctl's place for machines without systemd: it knows {@code cups.service}, can't
 * start {@code broken.service}, and writes down what it was asked.
 */
public final class StandInSystemctl {

    private final Path folder;
    private final Path program;

    private StandInSystemctl(Path folder, Path program) {
        this.folder = folder;
        this.program = program;
    }

    public static StandInSystemctl in(Path folder) throws IOException {
        var program = folder.resolve("systemctl");
        Files.writeString(folder.resolve("active"), "active");
        Files.writeString(folder.resolve("file"), "enabled");
        ProgramFile.install(program, SCRIPT.replace("FOLDER", folder.toString()));
        return new StandInSystemctl(folder, program);
    }

    public ServiceControl services() {
        return new ServiceControl(program, Optional.empty());
    }

    /** The arguments of each call. */
    public List<String> asked() throws IOException {
        return Files.readAllLines(folder.resolve("asked"));
    }

    private static final String SCRIPT =
            """
            #!/bin/sh
            cd FOLDER
            echo "$*" >> asked
            verb=$3
            for unit; do :; done
            case $verb-$unit in
              show-cups.service)
                echo LoadState=loaded
                echo ActiveState=$(cat active)
                echo UnitFileState=$(cat file) ;;
              show-broken.service)
                printf 'LoadState=loaded\\nActiveState=failed\\nUnitFileState=disabled\\n' ;;
              show-*)
                printf 'LoadState=not-found\\nActiveState=inactive\\nUnitFileState=\\n' ;;
              start-cups.service|restart-cups.service) echo active > active ;;
              stop-cups.service) echo inactive > active ;;
              enable-cups.service) echo enabled > file ;;
              disable-cups.service) echo disabled > file ;;
              *)
                echo "Job for $unit failed because the control process exited." >&2
                exit 1 ;;
            esac
            """;
}
