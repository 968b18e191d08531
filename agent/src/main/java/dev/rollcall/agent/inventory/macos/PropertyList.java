package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Property lists of macOS (plist(5)) as JSON, be they XML or binary. Dates are text as ISO 8601
 * writes it; data, which nothing here asks for, is null. Pure, but for reading the file.
 */
final class PropertyList {

    /** Of one file; those of a system have some kilobytes. */
    static final int MAX_FILE = 2 * 1024 * 1024;

    static final int DEEPEST = 120;
    static final int MOST_VALUES = 500_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int left = MOST_VALUES;

    private PropertyList() {}

    /** Empty where there is no such file, or it is no property list. */
    static Optional<Fields> of(DeviceFiles files, String path) {
        try {
            return files.bytes(path, MAX_FILE).flatMap(PropertyList::parse);
        } catch (IOException e) {
            return Optional.empty(); // too large to be one that says anything
        }
    }

    static Optional<Fields> parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty where it is none, or not whole. */
    static Optional<Fields> parse(byte[] content) {
        try {
            return Optional.of(
                    new Fields(
                            BinaryPropertyList.is(content)
                                    ? BinaryPropertyList.read(content)
                                    : new PropertyList().xml(content)));
        } catch (IOException | XMLStreamException e) {
            return Optional.empty();
        }
    }

    private JsonNode xml(byte[] content) throws XMLStreamException, IOException {
        var factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // as text: of bytes that are none, the parser would tell on the standard error
        var text = new String(content, StandardCharsets.UTF_8).strip();
        if (!text.startsWith("<")) {
            throw new IOException("no property list");
        }
        var reader = factory.createXMLStreamReader(new StringReader(text));
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && !reader.getLocalName().equals("plist")) {
                return value(reader, DEEPEST);
            }
        }
        throw new IOException("no property list");
    }

    /** Of the element that begins here, up to its end. */
    private JsonNode value(XMLStreamReader xml, int deepest)
            throws XMLStreamException, IOException {
        if (deepest == 0 || left-- == 0) {
            throw new IOException("more than any property list has");
        }
        return switch (xml.getLocalName()) {
            case "dict" -> dictionary(xml, deepest);
            case "array" -> array(xml, deepest);
            case "string", "date" -> NODES.stringNode(xml.getElementText());
            case "integer" -> whole(xml.getElementText().strip());
            case "real" -> broken(xml.getElementText().strip());
            case "true", "false" -> {
                boolean yes = xml.getLocalName().equals("true");
                xml.getElementText();
                yield NODES.booleanNode(yes);
            }
            case "data" -> {
                xml.getElementText();
                yield NODES.nullNode();
            }
            default -> throw new IOException("no property list");
        };
    }

    /** Numbers without a sign may be larger than any that we ask for. */
    private static JsonNode whole(String text) {
        try {
            return NODES.numberNode(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return NODES.nullNode();
        }
    }

    private static JsonNode broken(String text) {
        try {
            return NODES.numberNode(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return NODES.nullNode();
        }
    }

    private JsonNode dictionary(XMLStreamReader xml, int deepest)
            throws XMLStreamException, IOException {
        var found = NODES.objectNode();
        while (inside(xml)) {
            if (!xml.getLocalName().equals("key")) {
                throw new IOException("a value without a key");
            }
            var key = xml.getElementText();
            if (!inside(xml)) {
                throw new IOException("a key without a value");
            }
            found.set(key, value(xml, deepest - 1));
        }
        return found;
    }

    private JsonNode array(XMLStreamReader xml, int deepest)
            throws XMLStreamException, IOException {
        var found = NODES.arrayNode();
        while (inside(xml)) {
            found.add(value(xml, deepest - 1));
        }
        return found;
    }

    /** Goes on to the next element in this one; false at its end. */
    private static boolean inside(XMLStreamReader xml) throws XMLStreamException {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                return false;
            }
        }
        throw new XMLStreamException("not to its end");
    }
}
