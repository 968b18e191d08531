package dev.rollcall.common.job;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rollcall.common.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a job makes a device do. The names are the wire and never change. */
@JsonTypeInfo(use = Id.NAME, property = "type")
@JsonSubTypes({
    @Type(name = "run-script", value = Action.RunScript.class),
    @Type(name = "collect-inventory", value = Action.CollectInventory.class),
    @Type(name = "restart-service", value = Action.RestartService.class)
})
public sealed interface Action {

    /** Wire names of all actions of this version. */
    List<String> NAMES = List.of("run-script", "collect-inventory", "restart-service");

    /** The wire name. */
    String name();

    /**
     * Whether it may interrupt the person at the device: it starts only when the server knows that
     * the agent has it.
     */
    default boolean disruptive() {
        return false;
    }

    /**
     * Reads an action out of an order or an API body: anything not fully understood is {@link
     * Unsupported}.
     */
    static Action read(JsonNode tree) {
        try {
            return Json.strict().treeToValue(tree, Action.class);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            var type = tree.path("type");
            return new Unsupported(type.isString() ? type.stringValue() : "nothing");
        }
    }

    /**
     * Runs a script as root, its output kept.
     *
     * @param interpreter sh, bash or python3
     * @param script at most 64 Ki characters
     * @param timeout after which the whole process tree is killed; at most 24 hours
     * @param repeatable whether it may run again after an interruption whose end nobody saw
     */
    @JsonTypeName("run-script")
    record RunScript(String interpreter, String script, Duration timeout, boolean repeatable)
            implements Action {

        private static final Pattern INTERPRETERS = Pattern.compile("sh|bash|python3");

        /** Characters. */
        public static final int MAX_SCRIPT = 64 * 1024;

        public RunScript {
            if (!INTERPRETERS.matcher(interpreter).matches()) {
                throw new IllegalArgumentException("interpreter: sh, bash or python3 expected");
            }
            if (script.isBlank() || script.length() > MAX_SCRIPT) {
                throw new IllegalArgumentException(
                        "script: 1 to " + MAX_SCRIPT + " characters expected");
            }
            if (!timeout.isPositive() || timeout.compareTo(Duration.ofHours(24)) > 0) {
                throw new IllegalArgumentException(
                        "timeout: more than 0 and at most 24 hours expected");
            }
        }

        @Override
        public String name() {
            return "run-script";
        }
    }

    /** Collects every section anew and sends what changed. */
    @JsonTypeName("collect-inventory")
    record CollectInventory() implements Action {

        @Override
        public String name() {
            return "collect-inventory";
        }
    }

    /** Restarts a service. @param service its unit name, without a path, such as cups.service */
    @JsonTypeName("restart-service")
    record RestartService(String service) implements Action {

        private static final Pattern FORM = Pattern.compile("[A-Za-z0-9@_.:\\\\-]{1,200}");

        public RestartService {
            if (!FORM.matcher(service).matches() || service.startsWith("-")) {
                throw new IllegalArgumentException(
                        "service: the name of a unit expected, such as cups.service");
            }
        }

        @Override
        public String name() {
            return "restart-service";
        }

        @Override
        public boolean disruptive() {
            return true;
        }
    }

    /**
     * An action that this version does not fully understand; answered as unsupported and never run.
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Unsupported(@JsonProperty("type") String what) implements Action {

        public Unsupported {
            what = Objects.requireNonNullElse(what, "nothing");
            what = what.length() <= 60 ? what : what.substring(0, 60);
        }

        @Override
        public String name() {
            return what;
        }
    }
}
