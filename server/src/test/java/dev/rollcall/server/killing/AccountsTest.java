package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.killing.Accounts.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the comparison finds what the tests that kill would have to find. */
class AccountsTest {

    private static final Run ONCE = new Run("job-1", "once", "done", "succeeded", false);
    private static final Run OFTEN = new Run("job-2", "often", "done", "succeeded", true);
    private static final Run CUT_OFF = new Run("job-3", "cut-off", "done", "interrupted", false);
    private static final Run TAKEN_BACK =
            new Run("job-4", "taken-back", "cancelled", "cancelled", false);

    private final List<String> confirmed =
            new ArrayList<>(List.of("job-1", "job-2", "job-3", "job-4"));
    private final List<Run> ledger = new ArrayList<>(List.of(ONCE, OFTEN, CUT_OFF, TAKEN_BACK));
    private final Map<String, List<String>> journals = new HashMap<>();
    private final List<String> witness =
            new ArrayList<>(List.of("once", "often", "often", "cut-off"));

    AccountsTest() {
        ledger.forEach(run -> journals.put(run.id(), List.of(run.outcome())));
    }

    private List<String> found() {
        return new Accounts(1, ledger, journals, witness).contradictions(confirmed);
    }

    @Test
    void wherePeopleAgreeItFindsNothing() {
        assertThat(found()).isEmpty();
        witness.remove("cut-off");
        assertThat(found()).isEmpty();
    }

    @Test
    void anOutcomeThatTheServerNeverGotIsFound() {
        ledger.set(0, new Run("job-1", "once", "acknowledged", "", false));

        assertThat(found()).anyMatch(line -> line.startsWith("lost or still open"));
    }

    @Test
    void aScriptThatRanTwiceIsFound() {
        witness.add("once");

        assertThat(found()).containsExactly("seen 2 times: " + ONCE);
    }

    @Test
    void aScriptThatIsSaidToHaveRunAndDidNotIsFound() {
        witness.removeAll(List.of("often"));

        assertThat(found()).containsExactly("seen 0 times: " + OFTEN);
    }

    @Test
    void aScriptThatRanAfterItWasTakenBackIsFound() {
        witness.add("taken-back");

        assertThat(found()).containsExactly("seen 1 times: " + TAKEN_BACK);
    }

    @Test
    void aJobThatWasConfirmedAndIsGoneIsFound() {
        confirmed.add("job-5");

        assertThat(found()).containsExactly("lost job job-5");
    }

    @Test
    void aRunThatIsGoneFromItsJobIsFound() {
        ledger.add(new Run("job-1", "another", "done", "succeeded", false));
        journals.put("another", List.of("succeeded"));
        witness.add("another");

        assertThat(found()).containsExactly("job job-1 has 2 runs");
    }

    @Test
    void anOutcomeThatTheJournalDoesNotKnowIsFound() {
        journals.put("once", List.of("interrupted", "succeeded"));

        assertThat(found()).containsExactly("the journal says [interrupted, succeeded] of " + ONCE);
    }

    @Test
    void aRunThatOnlyTheDeviceKnowsIsFound() {
        witness.add("stranger");

        assertThat(found()).containsExactly("the server does not know stranger");
    }

    @Test
    void aRepeatableScriptIsNeverLeftInterrupted() {
        ledger.set(1, new Run("job-2", "often", "done", "interrupted", true));
        journals.put("often", List.of("interrupted"));

        assertThat(found()).hasSize(1).first().asString().startsWith("seen 2 times");
    }
}
