package dev.rollcall.server.storage;

/** The database failed, or could not be reached; carries what was being done. */
public final class StorageException extends RuntimeException {

    public StorageException(String doing, Throwable cause) {
        super(doing, cause);
    }
}
