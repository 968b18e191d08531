package dev.rollcall.agent.job;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.pki.TrustedKeys;

/** Whom orders must be for, and whose signatures count: from the identity and the trust bundle. */
public record Bearer(DistrictId district, EnrollmentId enrollment, TrustedKeys trusted) {}
