package dev.idempotency.task;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.IdempotencyRecord;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.IdempotencyStatistics;
import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.StatisticsPeriod;
import dev.idempotency.Status;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.statistics.KeyHits;
import dev.idempotency.statistics.StatisticsReports;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;

/** The records of a store as applications see them. */
public final class StoredRecords implements IdempotencyRecords {

    private static final Logger logger = LoggerFactory.getLogger(StoredRecords.class);

    private final IdempotencyStore store;
    private final TaskRegistry registry;
    private final TaskFactory tasks;
    private final TaskKeys keys;
    private final IdempotencySettings settings;
    private final InstantSource clock;
    private final @Nullable StatisticsReports statistics;

    /**
     * Makes a view of {@code store}.
     *
     * @param clock tells what a period ends with
     * @param statistics what became of the calls; {@code null} where that is not counted
     */
    public StoredRecords(
            IdempotencyStore store,
            TaskRegistry registry,
            TaskFactory tasks,
            TaskKeys keys,
            IdempotencySettings settings,
            InstantSource clock,
            @Nullable StatisticsReports statistics) {
        this.store = store;
        this.registry = registry;
        this.tasks = tasks;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.statistics = statistics;
    }

    @Override
    public Optional<IdempotencyRecord> find(String task, String key) {
        ExecutionKey executionKey = keyOf(task, key);
        return this.store
                .find(executionKey.full())
                .map(found -> record(executionKey, found, hitsOf(List.of(found)).get(found.key())));
    }

    @Override
    public Optional<IdempotencyRecord> find(String fullKey) {
        return this.store.find(fullKey).map(this::record);
    }

    @Override
    public Optional<IdempotencyRecord> findByExecutionId(String executionId) {
        return uuid(executionId)
                .flatMap(this.store::findByOwner)
                .flatMap(found -> isRecordOfATask(found) ? Optional.of(found) : besidesTheSlot(found))
                .map(this::record);
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException ex) {
            return Optional.empty();
        }
    }

    /** An execution that holds its task's slot holds its own key as well, and runs. */
    private Optional<StoredRecord> besidesTheSlot(StoredRecord slot) {
        String task = slot.key().substring(0, slot.key().lastIndexOf("::") + 1);
        return this.store.list(task, RecordStatus.RUNNING, 0, MAX_LIMIT).stream()
                .filter(record -> record.owner().equals(slot.owner()))
                .filter(StoredRecords::isRecordOfATask)
                .findFirst();
    }

    @Override
    public List<IdempotencyRecord> list(String task, @Nullable Status status, int offset, int limit) {
        if (offset < 0) {
            throw new IllegalArgumentException("The offset of a list of records is 0 or more, not " + offset);
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("The limit of a list of records is 1 to " + MAX_LIMIT + ", not " + limit
                    + "; for more, list again" + " with a larger offset");
        }
        String prefix = this.settings.namespace() + ":" + taskOf(task).name() + ":";
        RecordStatus wanted = status == null ? null : RecordStatus.valueOf(status.name());
        // One more than asked for: the slot, which a running exclusive task holds, is no record of an execution.
        List<StoredRecord> page = this.store.list(prefix, wanted, offset, limit + 1);
        int from = slotIsBefore(page, task, wanted) ? 1 : 0;
        return records(page.stream()
                .skip(from)
                .filter(StoredRecords::isRecordOfATask)
                .limit(limit)
                .toList());
    }

    private boolean slotIsBefore(List<StoredRecord> page, String task, @Nullable RecordStatus wanted) {
        return !page.isEmpty()
                && this.store
                        .find(ExecutionKey.slotOf(this.settings.namespace(), task))
                        .filter(slot -> wanted == null || slot.status() == wanted)
                        .filter(slot -> StoredRecord.NEWEST_FIRST.compare(slot, page.get(0)) < 0)
                        .isPresent();
    }

    /** The scope of a record is never empty; that of a slot is. */
    private static boolean isRecordOfATask(StoredRecord stored) {
        String[] parts = stored.key().split(":", 4);
        return parts.length > 2 && !parts[2].isEmpty();
    }

    @Override
    public IdempotencyStatistics statistics(StatisticsPeriod period) {
        return report(null, period);
    }

    @Override
    public IdempotencyStatistics statistics(String task, StatisticsPeriod period) {
        return report(task, period);
    }

    private IdempotencyStatistics report(@Nullable String task, StatisticsPeriod period) {
        return this.statistics == null
                ? StatisticsReports.empty(period, this.clock.instant())
                : this.statistics.report(task, period);
    }

    @Override
    public boolean forget(String task, String key) {
        return this.store.forget(keyOf(task, key).full());
    }

    @Override
    public boolean forget(String fullKey) {
        return this.store.forget(fullKey);
    }

    private ExecutionKey keyOf(String task, String key) {
        return this.keys.keyOf(taskOf(task), key);
    }

    /** A task that this node has not met yet is taken for one without scope and window. */
    private Task taskOf(String name) {
        return this.registry.find(name).orElseGet(() -> this.tasks.create(plain(name)));
    }

    private static TaskDefinition plain(String task) {
        return new TaskDefinition(task, TaskSettings.EMPTY, "", "", "", ReturnShape.VOID);
    }

    private IdempotencyRecord record(StoredRecord stored) {
        return records(List.of(stored)).get(0);
    }

    private List<IdempotencyRecord> records(List<StoredRecord> stored) {
        Map<String, KeyHits> hits = hitsOf(stored);
        return stored.stream()
                .map(each -> record(ExecutionKey.parse(each.key()), each, hits.get(each.key())))
                .toList();
    }

    /** A record is worth showing without them. */
    private Map<String, KeyHits> hitsOf(List<StoredRecord> stored) {
        Optional<Instant> since = stored.stream().map(StoredRecord::firstSeenAt).min(Comparator.naturalOrder());
        if (this.statistics == null || since.isEmpty()) {
            return Map.of();
        }
        try {
            return this.statistics.hits(stored.stream().map(StoredRecord::key).toList(), since.get());
        } catch (IdempotencyStoreException ex) {
            logger.warn("How often records were met cannot be told at the moment. {}", ex.getMessage());
            return Map.of();
        }
    }

    private static IdempotencyRecord record(ExecutionKey key, StoredRecord stored, @Nullable KeyHits hits) {
        StoredFailure failure = stored.failure();
        return new IdempotencyRecord(
                key.task(),
                key.given(),
                key.full(),
                key.scope(),
                status(stored.status()),
                stored.owner().toString(),
                stored.fencingToken(),
                stored.attempt(),
                stored.firstSeenAt(),
                stored.startedAt(),
                stored.status() == RecordStatus.RUNNING ? stored.blockedUntil() : null,
                stored.endedAt(),
                stored.expiresAt(),
                hits == null ? 0 : hits.hits(),
                hits == null ? null : hits.lastHitAt(),
                failure == null ? null : failure.type() + (failure.message() == null ? "" : ": " + failure.message()));
    }

    private static Status status(RecordStatus status) {
        return switch (status) {
            case RUNNING -> Status.RUNNING;
            case DONE -> Status.DONE;
            case FAILED -> Status.FAILED;
            case RELEASED -> throw new IllegalStateException("A store does not find what was released");
        };
    }
}
