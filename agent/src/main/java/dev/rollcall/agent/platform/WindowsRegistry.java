package dev.rollcall.agent.platform;

import com.sun.jna.platform.win32.Advapi32Util;
import com.sun.jna.platform.win32.Win32Exception;
import com.sun.jna.platform.win32.WinNT;
import com.sun.jna.platform.win32.WinReg;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** The registry through the functions of Windows. Not verified on a real one. */
final class WindowsRegistry implements Registry {

    private static final int MOST_KEYS = 10_000;
    private static final int LONGEST = 128 * 1024;

    @Override
    public Optional<List<Key>> below(String path, View view, List<String> wanted)
            throws IOException {
        int access = view == View.BITS_64 ? WinNT.KEY_WOW64_64KEY : WinNT.KEY_WOW64_32KEY;
        try {
            if (!Advapi32Util.registryKeyExists(WinReg.HKEY_LOCAL_MACHINE, path, access)) {
                return Optional.empty();
            }
            var names =
                    Advapi32Util.registryGetKeys(WinReg.HKEY_LOCAL_MACHINE, path, access).clone();
            Arrays.sort(names);
            var keys = new ArrayList<Key>();
            for (int i = 0; i < names.length && i < MOST_KEYS; i++) {
                keys.add(key(path, names[i], access, wanted));
            }
            return Optional.of(keys);
        } catch (Win32Exception | LinkageError e) {
            throw new IOException("the registry cannot be read", e);
        }
    }

    private static Key key(String path, String name, int access, List<String> wanted) {
        var values = new HashMap<String, String>();
        for (var each : wanted) {
            value(path + "\\" + name, each, access)
                    .ifPresent(value ->
                            values.put(
                                    each, value.substring(0, Math.min(LONGEST, value.length()))));
        }
        return new Key(name, values);
    }

    private static Optional<String> value(String path, String name, int access) {
        var root = WinReg.HKEY_LOCAL_MACHINE;
        try {
            if (!Advapi32Util.registryValueExists(root, path, name, access)) {
                return Optional.empty();
            }
        } catch (Win32Exception e) {
            return Optional.empty(); // the key may not be read
        }
        try {
            return Optional.of(Advapi32Util.registryGetStringValue(root, path, name, access));
        } catch (RuntimeException e) {
            return lines(path, name, access); // JNA throws this where the value is no text
        }
    }

    private static Optional<String> lines(String path, String name, int access) {
        try {
            var lines =
                    Advapi32Util.registryGetStringArray(
                            WinReg.HKEY_LOCAL_MACHINE, path, name, access);
            return Optional.of(String.join("\n", lines));
        } catch (RuntimeException e) {
            return number(path, name, access);
        }
    }

    private static Optional<String> number(String path, String name, int access) {
        try {
            int value =
                    Advapi32Util.registryGetIntValue(WinReg.HKEY_LOCAL_MACHINE, path, name, access);
            return Optional.of(Integer.toUnsignedString(value));
        } catch (RuntimeException e) {
            return Optional.empty(); // neither text nor number
        }
    }
}
