package dev.rollcall.server.pki.key;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** How Java's own PKCS#11 provider is set up for a token. */
final class TokenProvider {

    /** GeneralizedTime that RFC 5280 has for "no end". */
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private static final String SIGN = "KeyStore CKM_ECDSA CKM_ECDSA_SHA256";

    private TokenProvider() {}

    /** Offers signatures with keys of this token, and nothing that another provider has. */
    static Provider toSign(TokenAccess access, long slot, String name) {
        return configured(access, slot, name, SIGN, "");
    }

    /**
     * Makes key pairs whose private half stays in the token under a label, in a token object that
     * cannot be read; the public half is no object of the token.
     */
    static Provider toMake(TokenAccess access, long slot, String name, String object) {
        var label = "0h" + HexFormat.of().formatHex(object.getBytes(StandardCharsets.UTF_8));
        return configured(
                access,
                slot,
                name,
                SIGN + " CKM_EC_KEY_PAIR_GEN",
                """
                attributes(generate, CKO_PRIVATE_KEY, CKK_EC) = {
                  CKA_TOKEN = true
                  CKA_PRIVATE = true
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                  CKA_SIGN = true
                  CKA_DERIVE = false
                  CKA_LABEL = %1$s
                  CKA_ID = %1$s
                }
                attributes(generate, CKO_PUBLIC_KEY, CKK_EC) = {
                  CKA_TOKEN = false
                  CKA_VERIFY = true
                }
                """
                        .formatted(label));
    }

    private static Provider configured(
            TokenAccess access, long slot, String name, String mechanisms, String more) {
        var base = Security.getProvider("SunPKCS11");
        if (base == null) {
            throw new PkiException(
                    "this Java runtime has no PKCS#11: it lacks the module jdk.crypto.cryptoki");
        }
        try {
            return base.configure(
                    """
                    --name = %s
                    library = %s
                    slot = %d
                    enabledMechanisms = { %s }
                    %s
                    """
                            .formatted(name, access.library(), slot, mechanisms, more));
        } catch (InvalidParameterException | ProviderException e) {
            throw new PkiException(
                    "token %s behind %s cannot be used: %s"
                            .formatted(access.label(), access.library(), reason(e)),
                    e);
        }
    }

    /** Also whenever the token wants it again. */
    static void login(Provider provider, TokenAccess access) {
        var token = (AuthProvider) provider;
        token.setCallbackHandler(callbacks -> answer(callbacks, access));
        try {
            token.login(null, null);
        } catch (LoginException e) {
            var why = reason(e);
            throw new PkiException(
                    switch (why) {
                        case "CKR_PIN_INCORRECT", "CKR_PIN_INVALID", "CKR_PIN_LEN_RANGE" ->
                                "the PIN in %s is not that of token %s: correct pki.token.pin-file; a token locks itself after some wrong ones"
                                        .formatted(access.pinFile(), access.label());
                        case "CKR_PIN_LOCKED" ->
                                "token %s has locked itself after wrong PINs: unlock it with the PIN of its security officer"
                                        .formatted(access.label());
                        default ->
                                "token %s does not let rollcall in: %s"
                                        .formatted(access.label(), why);
                    },
                    e);
        }
    }

    private static void answer(Callback[] callbacks, TokenAccess access)
            throws UnsupportedCallbackException {
        for (var callback : callbacks) {
            if (!(callback instanceof PasswordCallback password)) {
                throw new UnsupportedCallbackException(callback);
            }
            password.setPassword(access.pin().revealText().toCharArray());
        }
    }

    /** The innermost sentence, which names what PKCS#11 said. */
    static String reason(Throwable failure) {
        var innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        var message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    /** For Java to find the key by; it says nothing that anybody trusts. */
    static X509Certificate selfSigned(
            String name, KeyPair pair, Provider provider, SecureRandom random)
            throws GeneralSecurityException {
        var subject = new X500Principal("CN=" + name + ",O=Rollcall");
        try {
            var signer =
                    new JcaContentSignerBuilder("SHA256withECDSA")
                            .setProvider(provider)
                            .build(pair.getPrivate());
            var built =
                    new JcaX509v3CertificateBuilder(
                                    subject,
                                    new BigInteger(128, random),
                                    Date.from(Instant.EPOCH),
                                    Date.from(NEVER),
                                    subject,
                                    pair.getPublic())
                            .build(signer);
            return new JcaX509CertificateConverter().getCertificate(built);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the key does not sign", e);
        }
    }
}
