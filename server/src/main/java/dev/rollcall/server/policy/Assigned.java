package dev.rollcall.server.policy;

import dev.rollcall.common.id.PolicyId;
import dev.rollcall.common.id.UnitId;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A policy's version in force at a unit. @param settings as stored, each with its type */
record Assigned(PolicyId policy, String name, int version, UnitId unit, List<JsonNode> settings) {

    Assigned {
        settings = List.copyOf(settings);
    }
}
