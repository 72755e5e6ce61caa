package dev.idempotency.statistics.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.CallOutcome;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.redis.Script;
import dev.idempotency.redis.ScriptRunner;
import dev.idempotency.statistics.CallCount;
import dev.idempotency.statistics.Increments;
import dev.idempotency.statistics.KeyHits;
import dev.idempotency.statistics.Slot;
import dev.idempotency.statistics.Slots;
import dev.idempotency.statistics.StatisticsStore;

/**
 * Keeps the statistics in Redis or Valkey, a hash per slot that expires by itself. What a node has counted in a slot is
 * added by one script.
 */
public final class RedisStatisticsStore implements StatisticsStore {

    private static final Script ADD = Script.beside(RedisStatisticsStore.class, "add.lua");

    private static final String CALLS = "c:";
    private static final String HITS = "h:";
    private static final String LAST_HIT = "l:";

    private final ScriptRunner scripts;
    private final String keyPrefix;
    private final Duration retention;

    /**
     * Counts in one Redis.
     *
     * @param connectionFactory leads to one server, to Sentinel's master or to a cluster
     * @param keyPrefix what the names of the Redis keys begin with, before {@code -statistics:}: scans for records do not meet them
     * @param retention how long the widest slots are kept
     */
    public RedisStatisticsStore(RedisConnectionFactory connectionFactory, String keyPrefix, Duration retention) {
        this.scripts = new ScriptRunner(connectionFactory);
        this.keyPrefix = keyPrefix + "-statistics:";
        this.retention = retention;
    }

    @Override
    public void add(String namespace, Increments increments) {
        Slot slot = increments.slot();
        List<String> arguments = new ArrayList<>();
        arguments.add(redisKey(namespace, slot));
        arguments.add(Long.toString(slot.width().keptFor(this.retention).toSeconds()));
        arguments.add(
                Integer.toString(increments.calls().size() + increments.hits().size()));
        for (CallCount count : increments.calls()) {
            arguments.add(CALLS + count.task() + ":" + count.scope() + ":" + count.outcome());
            arguments.add(Long.toString(count.calls()));
        }
        for (KeyHits hits : increments.hits()) {
            arguments.add(HITS + hits.fullKey());
            arguments.add(Long.toString(hits.hits()));
        }
        for (KeyHits hits : increments.hits()) {
            arguments.add(LAST_HIT + hits.fullKey());
            arguments.add(Long.toString(hits.lastHitAt().toEpochMilli()));
        }
        byte[][] keyAndArguments =
                arguments.stream().map(RedisStatisticsStore::utf8).toArray(byte[][]::new);
        this.scripts.inConnection(
                "add up statistics", connection -> this.scripts.runForNumber(connection, ADD, keyAndArguments));
    }

    @Override
    public Map<Instant, List<CallCount>> calls(String namespace, Slots slots, @Nullable String task) {
        Map<Instant, List<CallCount>> found = new TreeMap<>();
        read(namespace, slots).forEach((slot, fields) -> {
            List<CallCount> counts = fields.entrySet().stream()
                    .filter(field -> field.getKey().startsWith(CALLS))
                    .map(field -> callCount(field.getKey(), field.getValue()))
                    .filter(count -> task == null || task.equals(count.task()))
                    .toList();
            if (!counts.isEmpty()) {
                found.put(slot.start(), counts);
            }
        });
        return found;
    }

    /** Neither a task nor a scope has a colon in its name. */
    private static CallCount callCount(String field, long calls) {
        String[] parts = field.split(":", 4);
        return new CallCount(parts[1], parts[2], CallOutcome.valueOf(parts[3]), calls);
    }

    @Override
    public List<KeyHits> mostHit(String namespace, Slots slots, @Nullable String task, int limit) {
        Map<String, KeyHits> sums = new HashMap<>();
        read(namespace, slots)
                .values()
                .forEach(fields -> hitKeys(fields)
                        .map(key -> keyHits(key, fields.get(HITS + key), fields.get(LAST_HIT + key)))
                        .filter(hits -> task == null || task.equals(hits.task()))
                        .forEach(hits -> sums.merge(hits.fullKey(), hits, KeyHits::plus)));
        return sums.values().stream()
                .sorted(Comparator.comparingLong(KeyHits::hits).reversed().thenComparing(KeyHits::fullKey))
                .limit(limit)
                .toList();
    }

    private static Stream<String> hitKeys(Map<String, Long> fields) {
        return fields.keySet().stream()
                .filter(field -> field.startsWith(HITS))
                .map(field -> field.substring(HITS.length()));
    }

    private static KeyHits keyHits(String fullKey, @Nullable Long hits, @Nullable Long lastHit) {
        return new KeyHits(
                ExecutionKey.parse(fullKey).task(),
                fullKey,
                hits == null ? 0 : hits,
                Instant.ofEpochMilli(lastHit == null ? 0 : lastHit));
    }

    @Override
    public List<KeyHits> hits(String namespace, Slots slots, Collection<String> fullKeys) {
        List<String> keys = List.copyOf(fullKeys);
        byte[][] fields = keys.stream()
                .flatMap(key -> Stream.of(HITS + key, LAST_HIT + key))
                .map(RedisStatisticsStore::utf8)
                .toArray(byte[][]::new);
        Map<String, KeyHits> sums = new HashMap<>();
        this.scripts.inConnection("read statistics", connection -> {
            for (Slot slot : slots.each()) {
                List<byte[]> values = connection.hashCommands().hMGet(utf8(redisKey(namespace, slot)), fields);
                for (int i = 0; i < keys.size(); i++) {
                    byte[] hits = values.get(2 * i);
                    if (hits != null) {
                        sums.merge(
                                keys.get(i),
                                keyHits(keys.get(i), number(hits), number(values.get(2 * i + 1))),
                                KeyHits::plus);
                    }
                }
            }
            return true;
        });
        return List.copyOf(sums.values());
    }

    private Map<Slot, Map<String, Long>> read(String namespace, Slots slots) {
        return this.scripts.inConnection("read statistics", connection -> {
            Map<Slot, Map<String, Long>> found = new TreeMap<>();
            slots.each().forEach(slot -> found.put(slot, read(connection, redisKey(namespace, slot))));
            return found;
        });
    }

    private static Map<String, Long> read(RedisConnection connection, String redisKey) {
        Map<String, Long> fields = new HashMap<>();
        Map<byte[], byte[]> found = connection.hashCommands().hGetAll(utf8(redisKey));
        if (found != null) {
            found.forEach((field, value) -> fields.put(new String(field, StandardCharsets.UTF_8), number(value)));
        }
        return fields;
    }

    private String redisKey(String namespace, Slot slot) {
        return this.keyPrefix + namespace + ":" + slot.width().seconds() + ":"
                + slot.start().getEpochSecond();
    }

    private static long number(byte[] value) {
        return Long.parseLong(new String(value, StandardCharsets.US_ASCII));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Redis does so by itself. */
    @Override
    public void purge(String namespace, Instant now, Duration retention) {}
}
