package dev.idempotency.registry.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.idempotency.redis.Script;
import dev.idempotency.redis.ScriptRunner;
import dev.idempotency.registry.ScheduleIdentity;
import dev.idempotency.registry.ScheduleRow;
import dev.idempotency.registry.ScheduleStore;
import dev.idempotency.registry.StoredSchedules;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;

/**
 * Keeps registered schedules in Redis or Valkey, those of a namespace in one hash that never expires: the version, and for
 * each schedule what it is, its identity, how often it was run and its latest fire. A change is one script.
 */
public final class RedisScheduleStore implements ScheduleStore {

    private static final Logger logger = LoggerFactory.getLogger(RedisScheduleStore.class);

    private static final Script CHANGE = Script.beside(RedisScheduleStore.class, "change.lua");
    private static final Script EXECUTED = Script.beside(RedisScheduleStore.class, "executed.lua");

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String VERSION = "version";
    private static final String SCHEDULE = "s:";
    private static final String IDENTITY = "i:";
    private static final String EXECUTIONS = "n:";
    private static final String LAST_FIRE = "t:";

    private final ScriptRunner scripts;
    private final String keyPrefix;

    /**
     * Keeps them in one Redis.
     *
     * @param connectionFactory leads to one server, to Sentinel's master or to a cluster
     * @param keyPrefix what the names of the Redis keys begin with, before {@code -schedules:}: scans for records do not meet them
     */
    public RedisScheduleStore(RedisConnectionFactory connectionFactory, String keyPrefix) {
        this.scripts = new ScriptRunner(connectionFactory);
        this.keyPrefix = keyPrefix + "-schedules:";
    }

    /**
     * A schedule as it lies in its field: the version that it came with, a space, and what it is.
     *
     * @param version by which they are in order
     */
    private record Entry(long version, ScheduleRow row) {

        static Entry parse(String text) {
            int space = text.indexOf(' ');
            return new Entry(
                    Long.parseLong(text, 0, Math.max(space, 0), 10),
                    JSON.readValue(text.substring(space + 1), ScheduleRow.class));
        }

        String text() {
            return this.version + " " + JSON.writeValueAsString(this.row);
        }
    }

    @Override
    public long version(String namespace) {
        return this.scripts.inConnection(
                "read the registered schedules",
                connection -> version(connection.hashCommands().hGet(key(namespace), utf8(VERSION))));
    }

    private static long version(byte @Nullable [] value) {
        return value == null ? 0 : Long.parseLong(text(value));
    }

    @Override
    public StoredSchedules read(String namespace) {
        Map<String, byte[]> fields = fields(namespace);
        record Found(long version, RegisteredSchedule schedule) {}
        List<RegisteredSchedule> schedules = fields.keySet().stream()
                .filter(field -> field.startsWith(SCHEDULE))
                .map(field -> field.substring(SCHEDULE.length()))
                .flatMap(name -> entry(fields, name).stream())
                .flatMap(entry -> {
                    String name = entry.row().name();
                    Long executions = number(fields.get(EXECUTIONS + name));
                    return entry
                            .row()
                            .read(number(fields.get(LAST_FIRE + name)), executions == null ? 0 : executions)
                            .map(schedule -> new Found(entry.version(), schedule))
                            .stream();
                })
                .sorted(Comparator.comparingLong(Found::version))
                .map(Found::schedule)
                .toList();
        return new StoredSchedules(version(fields.get(VERSION)), schedules);
    }

    private Map<String, byte[]> fields(String namespace) {
        return this.scripts.inConnection("read the registered schedules", connection -> {
            Map<String, byte[]> fields = new HashMap<>();
            Map<byte[], byte[]> found = connection.hashCommands().hGetAll(key(namespace));
            if (found != null) {
                found.forEach((field, value) -> fields.put(text(field), value));
            }
            return fields;
        });
    }

    private static Optional<Entry> entry(Map<String, byte[]> fields, String name) {
        byte[] value = fields.get(SCHEDULE + name);
        try {
            return value == null ? Optional.empty() : Optional.of(Entry.parse(text(value)));
        } catch (JacksonException | IllegalArgumentException ex) {
            logger.warn("The registered schedule '{}' cannot be read and does not run here: {}", name, ex.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public boolean add(String namespace, long version, RegisteredSchedule schedule) {
        Change change = new Change(version);
        String name = schedule.name();
        String identity = ScheduleIdentity.of(schedule.definition());
        change.absent.add(SCHEDULE + name);
        change.absent.add(IDENTITY + identity);
        change.set(
                SCHEDULE + name,
                new Entry(version + 1, ScheduleRow.of(schedule.definition(), schedule.registeredAt())).text());
        change.set(IDENTITY + identity, name);
        return run(namespace, change);
    }

    @Override
    public boolean change(String namespace, long version, ScheduleDefinition definition) {
        Map<String, byte[]> fields = fields(namespace);
        String name = definition.name();
        Entry there = entry(fields, name).orElse(null);
        if (there == null) {
            return false;
        }
        Change change = new Change(version);
        String identity = ScheduleIdentity.of(definition);
        change.present.add(SCHEDULE + name);
        if (!name.equals(textOrNull(fields.get(IDENTITY + identity)))) {
            change.absent.add(IDENTITY + identity);
        }
        identities(fields, name).forEach(change.removed::add);
        Instant registeredAt = Instant.ofEpochMilli(there.row().registeredAt());
        change.set(SCHEDULE + name, new Entry(there.version(), ScheduleRow.of(definition, registeredAt)).text());
        change.set(IDENTITY + identity, name);
        return run(namespace, change);
    }

    @Override
    public boolean remove(String namespace, long version, String name) {
        Change change = new Change(version);
        change.present.add(SCHEDULE + name);
        Stream.of(SCHEDULE, EXECUTIONS, LAST_FIRE).forEach(field -> change.removed.add(field + name));
        identities(fields(namespace), name).forEach(change.removed::add);
        return run(namespace, change);
    }

    private static Stream<String> identities(Map<String, byte[]> fields, String name) {
        return fields.entrySet().stream()
                .filter(field -> field.getKey().startsWith(IDENTITY)
                        && text(field.getValue()).equals(name))
                .map(Map.Entry::getKey);
    }

    /** What was read before it is of that version too, or the change does not happen. */
    private boolean run(String namespace, Change change) {
        return this.scripts.inConnection(
                "change the registered schedules",
                connection -> this.scripts.runForNumber(connection, CHANGE, change.arguments(key(namespace))) == 1);
    }

    @Override
    public void executed(String namespace, String name, Instant fire) {
        byte[][] arguments = {
            key(namespace),
            utf8(SCHEDULE + name),
            utf8(EXECUTIONS + name),
            utf8(LAST_FIRE + name),
            utf8(Long.toString(fire.toEpochMilli()))
        };
        this.scripts.inConnection(
                "change the registered schedules",
                (RedisConnection connection) -> this.scripts.runForNumber(connection, EXECUTED, arguments));
    }

    private byte[] key(String namespace) {
        return utf8(this.keyPrefix + namespace);
    }

    private static @Nullable Long number(byte @Nullable [] value) {
        return value == null ? null : Long.valueOf(text(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private static @Nullable String textOrNull(byte @Nullable [] value) {
        return value == null ? null : text(value);
    }

    /** What the script is to do, and on which condition. */
    private static final class Change {

        private final long version;
        private final List<String> absent = new ArrayList<>();
        private final List<String> present = new ArrayList<>();
        private final List<String> removed = new ArrayList<>();
        private final List<String> set = new ArrayList<>();

        Change(long version) {
            this.version = version;
        }

        void set(String field, String value) {
            this.set.add(field);
            this.set.add(value);
        }

        byte[][] arguments(byte[] key) {
            Stream<String> counts = Stream.of(
                            this.version, this.absent.size(), this.present.size(), this.removed.size())
                    .map(Object::toString);
            Stream<String> fields =
                    Stream.of(this.absent, this.present, this.removed, this.set).flatMap(List::stream);
            return Stream.concat(Stream.of(key), Stream.concat(counts, fields).map(RedisScheduleStore::utf8))
                    .toArray(byte[][]::new);
        }
    }
}
