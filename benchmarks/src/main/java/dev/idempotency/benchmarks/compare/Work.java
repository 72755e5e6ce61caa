package dev.idempotency.benchmarks.compare;

import java.util.concurrent.atomic.AtomicLong;

/** What is to be done once. It costs nothing, so that what is measured is everything else; and it counts. */
final class Work {

    /** What the work gives: 100 characters. */
    static final String RECEIPT = "receipt ".repeat(12) + "4711";

    private final AtomicLong executions = new AtomicLong();

    String run() {
        this.executions.incrementAndGet();
        return RECEIPT;
    }

    long executions() {
        return this.executions.get();
    }

    /** A candidate that answers something else does not do the work of the others. */
    static void checkReceipt(Object result) {
        if (!RECEIPT.equals(result)) {
            throw new IllegalStateException("Not the receipt but " + result);
        }
    }

    static void check(boolean expected, String otherwise) {
        if (!expected) {
            throw new IllegalStateException(otherwise);
        }
    }
}
