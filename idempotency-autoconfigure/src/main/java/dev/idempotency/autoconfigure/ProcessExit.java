package dev.idempotency.autoconfigure;

/** Ends the process. */
@FunctionalInterface
interface ProcessExit {

    /** Ends it with this code. */
    void exit(int code);
}
