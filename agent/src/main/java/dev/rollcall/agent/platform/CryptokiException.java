package dev.rollcall.agent.platform;

import java.io.Serial;

/** A PKCS#11 function that did not answer CKR_OK, or a library that cannot be loaded. */
public final class CryptokiException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private static final long NOT_LOADED = -1;
    private static final long TOKEN_NOT_RECOGNIZED = 0xE1;
    private static final long USER_PIN_NOT_INITIALIZED = 0x102;

    private final String function;
    private final long code;

    CryptokiException(String function, long code) {
        super(function + " answers 0x" + Long.toHexString(code), null, false, false);
        this.function = function;
        this.code = code;
    }

    /** The library cannot be loaded. */
    static CryptokiException notLoaded(String library) {
        return new CryptokiException("loading " + library, NOT_LOADED);
    }

    /** There is no token of this name. */
    static CryptokiException noToken() {
        return new CryptokiException("C_GetTokenInfo", TOKEN_NOT_RECOGNIZED);
    }

    /** A token whose making was cut short. */
    static CryptokiException unfinishedToken() {
        return new CryptokiException("C_Login", USER_PIN_NOT_INITIALIZED);
    }

    public boolean isLibraryMissing() {
        return code == NOT_LOADED;
    }

    /** The library is there and found nothing that it could talk to. */
    public boolean isNothingThere() {
        return function.equals("C_Initialize");
    }

    /** The library knows no such token, or one whose making was cut short. */
    public boolean isTokenMissing() {
        return code == TOKEN_NOT_RECOGNIZED || code == USER_PIN_NOT_INITIALIZED;
    }
}
