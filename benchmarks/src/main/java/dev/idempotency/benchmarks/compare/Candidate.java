package dev.idempotency.benchmarks.compare;

/** One way of doing the work once. */
interface Candidate {

    /** How it is called in the table of results. */
    String name();

    /** Does the work, as nobody has done it for this key. */
    void first(String key) throws Exception;

    /** Finds that the work was done for this key; whoever keeps results reads the result. */
    void duplicate(String key) throws Exception;
}
