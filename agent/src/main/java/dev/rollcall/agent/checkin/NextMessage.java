package dev.rollcall.agent.checkin;

/** Decides what is said next on a free lane. Pure. */
final class NextMessage {

    /** What control may carry. */
    enum OnControl {
        CHECK_IN,
        REPORT_POLICY,
        RENEW,
        NOTHING
    }

    /** What bulk may carry. */
    enum OnBulk {
        OUTPUT,
        BODY,
        SECTIONS,
        NOTHING
    }

    /**
     * What there is to say on control.
     *
     * @param greeted a check-in of this session was answered
     * @param due time has come, or the server asked
     * @param news an acknowledgement, an outcome or an inventory root that this session has not
     *     said
     * @param report a policy report waits
     * @param renewal the certificate is to be renewed
     */
    record ControlFacts(
            boolean greeted, boolean due, boolean news, boolean report, boolean renewal) {}

    /**
     * What there is to say on bulk.
     *
     * @param greeted a check-in of this session was answered
     * @param output a chunk waits
     * @param body a body that the server wants waits
     * @param sections the server wants sections, and they are collected
     */
    record BulkFacts(boolean greeted, boolean output, boolean body, boolean sections) {}

    private NextMessage() {}

    /** The first message of a session is a check-in, and nothing overtakes outcomes. */
    static OnControl onControl(ControlFacts facts) {
        if (facts.due() || facts.news()) {
            return OnControl.CHECK_IN;
        }
        if (!facts.greeted()) {
            return OnControl.NOTHING;
        }
        if (facts.report()) {
            return OnControl.REPORT_POLICY;
        }
        return facts.renewal() ? OnControl.RENEW : OnControl.NOTHING;
    }

    /** Output first: a person waits for it. */
    static OnBulk onBulk(BulkFacts facts) {
        if (!facts.greeted()) {
            return OnBulk.NOTHING;
        }
        if (facts.output()) {
            return OnBulk.OUTPUT;
        }
        if (facts.body()) {
            return OnBulk.BODY;
        }
        return facts.sections() ? OnBulk.SECTIONS : OnBulk.NOTHING;
    }
}
