package dev.idempotency.metrics;

import java.util.List;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;

/** The meters of this library, one by one. No tag ever carries a key. */
public enum IdempotencyMeter implements MeterDocumentation {
    CALLS(
            "idempotency.calls",
            Meter.Type.COUNTER,
            "Calls of protected tasks, by how they ended for their callers.",
            Tag.TASK,
            Tag.SCOPE,
            Tag.CALL_OUTCOME),

    DUPLICATES(
            "idempotency.duplicates",
            Meter.Type.COUNTER,
            "Calls that met a record, by the state it was in. Such a call may run all the same, once what was in its way has"
                    + " failed.",
            Tag.TASK,
            Tag.PHASE),

    EXECUTIONS(
            "idempotency.executions",
            Meter.Type.TIMER,
            "How long executions ran, with the transaction around them, by how they ended.",
            Tag.TASK,
            Tag.EXECUTION_OUTCOME),

    EXECUTIONS_ACTIVE(
            "idempotency.executions.active",
            Meter.Type.LONG_TASK_TIMER,
            "Executions that run at the moment, and for how long they have. One that is stuck keeps its key for ever.",
            Tag.TASK),

    ATTEMPTS_EXHAUSTED(
            "idempotency.attempts.exhausted",
            Meter.Type.COUNTER,
            "Keys whose last attempt has failed. They are not tried again until their failure is forgotten.",
            Tag.TASK),

    LEASES_LOST(
            "idempotency.leases.lost",
            Meter.Type.COUNTER,
            "Executions that found that they no longer held their key. Another one may have run beside them.",
            Tag.TASK),

    STORE_OPERATIONS(
            "idempotency.store.operations",
            Meter.Type.TIMER,
            "What was asked of the store, and how long the answer took.",
            Tag.STORE,
            Tag.OPERATION,
            Tag.OPERATION_OUTCOME),

    STORE_DEGRADED(
            "idempotency.store.degraded",
            Meter.Type.GAUGE,
            "1 while what is in front of the store that decides is given up, else 0.",
            Tag.STORE),

    RECORDS_PURGED(
            "idempotency.records.purged",
            Meter.Type.COUNTER,
            "Expired records that this node has removed. Stays 0 where the store does so by itself.",
            Tag.STORE),

    LOCK_ACQUIRE(
            "idempotency.lock.acquire",
            Meter.Type.TIMER,
            "Requests for locks and how long they took, with the wait.",
            Tag.LOCK,
            Tag.LOCK_OUTCOME),

    LOCK_HELD("idempotency.lock.held", Meter.Type.TIMER, "How long locks were held.", Tag.LOCK),

    LOCKS_ACTIVE("idempotency.locks.active", Meter.Type.GAUGE, "Locks that this process has acquired and not closed."),

    SCHEDULES_MISSED(
            "idempotency.schedules.missed",
            Meter.Type.COUNTER,
            "Fires of a schedule that were passed over, because the one before was still running or nobody was there.",
            Tag.TASK),

    SCHEDULES_OVERRUNS(
            "idempotency.schedules.overruns",
            Meter.Type.COUNTER,
            "Scheduled runs that were still going on when the next fire was due.",
            Tag.TASK);

    private final String meterName;
    private final Meter.Type type;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<Tag> tags;

    IdempotencyMeter(String meterName, Meter.Type type, String description, Tag... tags) {
        this.meterName = meterName;
        this.type = type;
        this.description = description;
        this.tags = List.of(tags);
    }

    @Override
    public String getName() {
        return this.meterName;
    }

    @Override
    public Meter.Type getType() {
        return this.type;
    }

    @Override
    public KeyName[] getKeyNames() {
        return this.tags.toArray(KeyName[]::new);
    }

    /** What it counts or measures, for people. */
    public String description() {
        return this.description;
    }

    /** The tags that meters have, with the values they take. */
    public enum Tag implements KeyName {
        TASK("task", "the task's name; `other` from the 1001st one on"),

        SCOPE("scope", "the task's scope, `global` by default; never whose it is"),

        CALL_OUTCOME(
                "outcome",
                "`executed`, `replayed` (the stored result), `skipped` (nothing), `rejected` (thrown at, being a duplicate),"
                        + " `failed`, `unprotected` (ran although the store was out of reach), `bypassed` (not treated as"
                        + " idempotent)"),

        EXECUTION_OUTCOME("outcome", "`success`, `failure`, `lease_lost`"),

        OPERATION_OUTCOME("outcome", "`success`, `error`"),

        LOCK_OUTCOME("outcome", "`acquired`, `contended`, `timeout`, `error`"),

        PHASE("phase", "`completed`, `in_progress`, `failed`"),

        STORE("store", "`jdbc`, `redis`, `tiered`, `memory`, or the name that a store of your own gives itself"),

        OPERATION(
                "operation",
                "`claim`, `claim_all`, `renew`, `complete`, `complete_all`, `fail`, `release`, `find`, `find_by_owner`,"
                        + " `list`, `forget`, `purge`"),

        LOCK("lock", "the lock's name up to its first colon; `other` from the 101st one on");

        private final String tagName;
        private final String choices;

        Tag(String tagName, String choices) {
            this.tagName = tagName;
            this.choices = choices;
        }

        @Override
        public String asString() {
            return this.tagName;
        }

        /** The values that it takes, for people, in Markdown. */
        public String choices() {
            return this.choices;
        }
    }
}
