package dev.rollcall.common.protocol;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.SettingResult;
import java.util.List;
import java.util.Objects;

/**
 * How each setting of the enforced policy holds; answered by {@link Received}.
 *
 * @param policyHash of the document the results are about, as the server named it
 * @param results one per setting
 */
public record PolicyReport(Digest policyHash, List<SettingResult> results) implements AgentMessage {

    public PolicyReport {
        Objects.requireNonNull(policyHash, "policyHash");
        results = Limits.list("results", results, 2000);
    }
}
