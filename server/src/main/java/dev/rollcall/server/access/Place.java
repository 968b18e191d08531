package dev.rollcall.server.access;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;

/** A unit of a district. */
public record Place(DistrictId district, UnitId unit) {}
