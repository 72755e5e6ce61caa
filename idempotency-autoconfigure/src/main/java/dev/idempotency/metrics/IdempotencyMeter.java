package dev.idempotency.metrics;

/** The meters of this library. No tag ever carries a key. */
public enum IdempotencyMeter {

    /** Counter of calls; tags {@code task}, {@code scope}, {@code outcome}. */
    CALLS("idempotency.calls"),

    /** Counter of calls that met a record; tags {@code task}, {@code phase}. */
    DUPLICATES("idempotency.duplicates"),

    /** Timer of executions; tags {@code task}, {@code outcome}. */
    EXECUTIONS("idempotency.executions"),

    /** Timer of what was asked of the store; tags {@code store}, {@code operation}, {@code outcome}. */
    STORE_OPERATIONS("idempotency.store.operations"),

    /** Gauge, 1 while what is in front of the store that decides is given up, else 0; tag {@code store}. */
    STORE_DEGRADED("idempotency.store.degraded"),

    /** Timer of asking for locks, with the wait; tags {@code lock} (its name up to the first colon), {@code outcome}. */
    LOCK_ACQUIRE("idempotency.lock.acquire"),

    /** Timer of how long locks were held; tag {@code lock}. */
    LOCK_HELD("idempotency.lock.held"),

    /** Gauge of the locks that this process has acquired and not closed. */
    LOCKS_ACTIVE("idempotency.locks.active"),

    /** Counter of executions that lost their lease; tag {@code task}. */
    LEASES_LOST("idempotency.leases.lost"),

    /** Counter of expired records that were removed; tag {@code store}. */
    RECORDS_PURGED("idempotency.records.purged");

    private final String meterName;

    IdempotencyMeter(String meterName) {
        this.meterName = meterName;
    }

    /** The name it is registered under. */
    public String meterName() {
        return this.meterName;
    }
}
