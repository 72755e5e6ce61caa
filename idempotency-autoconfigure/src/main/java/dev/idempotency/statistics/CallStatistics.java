package dev.idempotency.statistics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import dev.idempotency.CallOutcome;
import dev.idempotency.Status;
import dev.idempotency.engine.EngineListener;
import dev.idempotency.key.ExecutionKey;

/**
 * Counts calls and duplicates in this process's memory, until they are written. On the way of a call it adds one to a
 * number; neither clock nor store is asked.
 */
public final class CallStatistics implements EngineListener {

    /** Of the keys that are counted one by one in a day. Whoever duplicates more of them wants a number, not a list. */
    private static final int MOST_KEYS = 2000;

    /** Of the tasks and scopes that somebody makes up. */
    private static final int MOST_SERIES = 10_000;

    private final ConcurrentMap<Series, AtomicLong> calls = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, Long> hits = new ConcurrentHashMap<>();
    private final Set<String> countedKeys = new HashSet<>();
    private Instant countedDay = Instant.MIN;

    private record Series(String task, String scope, CallOutcome outcome) {}

    private record Key(String task, String full) {}

    @Override
    public void onCall(String task, String scope, CallOutcome outcome) {
        Series series = new Series(task, scope, outcome);
        AtomicLong count = this.calls.get(series);
        if (count == null && this.calls.size() < MOST_SERIES) {
            count = this.calls.computeIfAbsent(series, first -> new AtomicLong());
        }
        if (count != null) {
            count.incrementAndGet();
        }
    }

    @Override
    public void onDuplicate(ExecutionKey key, String executionId, Status status) {
        Key hit = new Key(key.task(), key.full());
        if (this.hits.size() < MOST_KEYS || this.hits.containsKey(hit)) {
            this.hits.merge(hit, 1L, Long::sum);
        }
    }

    /** The calls since the last time. */
    List<CallCount> drainCalls() {
        List<CallCount> counted = new ArrayList<>();
        this.calls.forEach((series, count) -> {
            long calls = count.getAndSet(0);
            if (calls > 0) {
                counted.add(new CallCount(series.task(), series.scope(), series.outcome(), calls));
            }
        });
        return counted;
    }

    /** The hits since the last time, as of now. Told to one thread at a time. */
    List<KeyHits> drainHits(Instant now) {
        List<KeyHits> counted = new ArrayList<>();
        for (Key key : this.hits.keySet()) {
            Long hits = this.hits.remove(key);
            if (hits != null && isCounted(key, now)) {
                counted.add(new KeyHits(key.task(), key.full(), hits, now));
            }
        }
        return counted;
    }

    private boolean isCounted(Key key, Instant now) {
        Instant day = SlotWidth.DAY.startOf(now);
        if (!day.equals(this.countedDay)) {
            this.countedDay = day;
            this.countedKeys.clear();
        }
        return this.countedKeys.contains(key.full())
                || (this.countedKeys.size() < MOST_KEYS && this.countedKeys.add(key.full()));
    }
}
