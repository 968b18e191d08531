package dev.rollcall.agent.inventory.disks;

import dev.rollcall.agent.platform.FolderEncryption;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;

/** What the kernel's policy of a folder means (fscrypt). */
final class Fscrypt {

    private Fscrypt() {}

    static Encryption of(FolderEncryption.Answer answer) {
        return switch (answer) {
            case FolderEncryption.Policy policy ->
                    Encryption.by(EncryptionMethod.FSCRYPT, cipher(policy.contentsMode()));
            case FolderEncryption.NoPolicy _ -> Encryption.NONE;
            case FolderEncryption.Unknown _ -> Encryption.UNKNOWN;
        };
    }

    /** Modes for contents as the kernel numbers them; one of a later kernel is only encryption. */
    private static Cipher cipher(int mode) {
        return switch (mode) {
            case 1 -> Cipher.of("aes-256-xts", 512);
            case 5 -> Cipher.of("aes-128-cbc", 128);
            case 7 -> Cipher.of("sm4-xts", 256);
            case 9 -> Cipher.of("adiantum", 256);
            default -> Cipher.UNKNOWN;
        };
    }
}
