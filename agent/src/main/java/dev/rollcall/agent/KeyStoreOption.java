package dev.rollcall.agent;

import dev.rollcall.agent.keys.KeyChoice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option of commands that make keys, or say why they are where they are. */
final class KeyStoreOption {

    @Option(
            names = "--key-store",
            paramLabel = "auto|file|tpm",
            defaultValue = "${env:ROLLCALL_KEY_STORE}",
            converter = KeyChoiceConverter.class,
            description = {
                "where keys are made: in the TPM 2.0 where one works (auto, the default), in a",
                "file, or in the TPM and nowhere else; what a device was enrolled with holds on"
            })
    private @Nullable KeyChoice keys;

    Optional<KeyChoice> keys() {
        return Optional.ofNullable(keys);
    }

    /** Reads {@code auto}, {@code file} or {@code tpm} from the command line. */
    static final class KeyChoiceConverter implements ITypeConverter<KeyChoice> {

        @Override
        public KeyChoice convert(String value) {
            return switch (value) {
                case "auto" -> KeyChoice.AUTO;
                case "file" -> KeyChoice.FILE;
                case "tpm" -> KeyChoice.TPM;
                default ->
                        throw new TypeConversionException(
                                "'" + value + "' is none of auto, file, tpm");
            };
        }
    }
}
