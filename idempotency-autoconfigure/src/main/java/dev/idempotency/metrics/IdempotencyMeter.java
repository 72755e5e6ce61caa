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

    /** Counter of executions that lost their lease; tag {@code task}. */
    LEASES_LOST("idempotency.leases.lost"),

    /** Counter of expired records that were removed; tag {@code store}. */
    RECORDS_PURGED("idempotency.records.purged"),

    /** Counter of fires of a schedule that were passed over; tag {@code task}. */
    SCHEDULES_MISSED("idempotency.schedules.missed"),

    /** Counter of scheduled runs that were still going on when the next fire was due; tag {@code task}. */
    SCHEDULES_OVERRUNS("idempotency.schedules.overruns");

    private final String meterName;

    IdempotencyMeter(String meterName) {
        this.meterName = meterName;
    }

    /** The name it is registered under. */
    public String meterName() {
        return this.meterName;
    }
}
