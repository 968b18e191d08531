package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Clean;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The APFS volumes that {@code diskutil apfs list -plist} lists, by their identifiers. A property
 * list is XML: keys and values by turns.
 */
record ApfsVolumes(Map<String, Apfs> byIdentifier) {

    private static final int MOST = 5_000;

    /**
     * What diskutil(8) calls volumes of the system's own. Those for people are Data, User and
     * Backup; what memory is swapped out to, macOS encrypts by itself.
     */
    private static final Set<String> SYSTEM =
            Set.of(
                    "System",
                    "Preboot",
                    "Recovery",
                    "VM",
                    "Update",
                    "Hardware",
                    "xART",
                    "XART",
                    "Baseband",
                    "Installer",
                    "Prelogin");

    ApfsVolumes {
        byIdentifier = Map.copyOf(byIdentifier);
    }

    /**
     * One volume.
     *
     * @param fileVault whether nothing but a person's password opens any of it; that the hardware
     *     encrypts all it stores says nothing, because it opens that for anybody. Not while a
     *     volume is on its way, in either direction: a part of it lies in the clear
     * @param roles none of a volume that a person made
     */
    record Apfs(Optional<Boolean> fileVault, List<String> roles) {

        Apfs {
            roles = List.copyOf(roles);
        }

        /** Whether it holds the system or what helps it to start, and nothing that people wrote. */
        boolean ofSystem() {
            return !roles.isEmpty() && SYSTEM.containsAll(roles);
        }
    }

    /** Empty where there is nothing to read; what is cut off counts as far as it goes. */
    static ApfsVolumes parse(String plist) {
        var found = new HashMap<String, Apfs>();
        try {
            var factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            read(factory.createXMLStreamReader(new StringReader(plist)), found);
        } catch (XMLStreamException e) {
            return new ApfsVolumes(found); // no property list, or not to its end
        }
        return new ApfsVolumes(found);
    }

    /** A snapshot is opened by what opens its volume: disk3s1s1 is one of disk3s1. */
    Optional<Apfs> of(String device) {
        return Optional.ofNullable(byIdentifier.get(device))
                .or(() ->
                        Optional.ofNullable(
                                byIdentifier.get(
                                        device.replaceFirst("^(disk\\d+s\\d+)s\\d+$", "$1"))));
    }

    private static void read(XMLStreamReader xml, Map<String, Apfs> found)
            throws XMLStreamException {
        boolean inVolumes = false;
        var key = "";
        while (xml.hasNext() && found.size() < MOST) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("key")) {
                key = xml.getElementText();
            } else if (event == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("array")) {
                inVolumes |= key.equals("Volumes");
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("array")) {
                inVolumes = false;
            } else if (event == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("dict")
                    && inVolumes) {
                volume(xml, found);
            }
        }
    }

    /** Up to the end of the dictionary of one volume. */
    private static void volume(XMLStreamReader xml, Map<String, Apfs> found)
            throws XMLStreamException {
        var key = "";
        var identifier = Optional.<String>empty();
        var fileVault = Optional.<Boolean>empty();
        boolean onItsWay = false;
        var roles = new ArrayList<String>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("dict")) {
                break;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "key" -> key = xml.getElementText();
                case "true", "false" -> {
                    boolean yes = xml.getLocalName().equals("true");
                    if (key.equals("FileVault")) {
                        fileVault = Optional.of(yes);
                    } else if (key.equals("CryptoMigrationOn")) {
                        onItsWay = yes;
                    }
                }
                case "string" -> {
                    var text = Clean.text(xml.getElementText());
                    if (key.equals("DeviceIdentifier")) {
                        identifier = text;
                    } else if (key.equals("Roles") && roles.size() < 20) {
                        text.ifPresent(roles::add);
                    }
                }
                default -> {} // nothing that we ask for
            }
        }
        boolean whole = !onItsWay;
        var volume = new Apfs(fileVault.map(on -> on && whole), roles);
        identifier.ifPresent(id -> found.put(id, volume));
    }
}
