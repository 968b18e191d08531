package dev.rollcall.server.storage;

/** What the writer does for the file of its database; belongs to the writer's thread. */
interface Upkeep {

    /** Needs none. */
    Upkeep NONE =
            new Upkeep() {
                @Override
                public void afterBatch() {}

                @Override
                public boolean whileIdle() {
                    return false;
                }
            };

    /** A batch was answered, and the next one may be waiting. */
    void afterBatch();

    /**
     * Nobody waits for the writer.
     *
     * @return whether something was done, and more may be to do
     */
    boolean whileIdle();
}
