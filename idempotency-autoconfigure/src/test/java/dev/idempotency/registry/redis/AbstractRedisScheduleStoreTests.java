package dev.idempotency.registry.redis;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.registry.AbstractScheduleStoreContractTests;
import dev.idempotency.registry.ScheduleStore;
import dev.idempotency.schedule.RegisteredSchedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The contract in Redis. */
abstract class AbstractRedisScheduleStoreTests extends AbstractScheduleStoreContractTests {

    private final String prefix = "test-" + UUID.randomUUID();

    abstract RedisConnectionFactory connectionFactory();

    @Override
    protected ScheduleStore store() {
        return new RedisScheduleStore(connectionFactory(), this.prefix);
    }

    private byte[] key() {
        return (this.prefix + "-schedules:" + namespace()).getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "1 {\"name\":\"later\",\"timing\":\"moon full\"}", "x {}", "1 {}", "1 [1]"})
    void leavesOutWhatItCannotReadAndStillKeepsItsName(String value) {
        store().add(namespace(), 0, RegisteredSchedule.unused(daily("later", 1), Instant.EPOCH));
        store().add(namespace(), 1, RegisteredSchedule.unused(daily("now", 2), Instant.EPOCH));
        try (RedisConnection connection = connectionFactory().getConnection()) {
            connection.hashCommands().hSet(key(), "s:later".getBytes(UTF_8), value.getBytes(UTF_8));
        }

        assertThat(store().read(namespace()).schedules())
                .extracting(RegisteredSchedule::name)
                .containsExactly("now");
        assertThat(store().add(namespace(), 2, RegisteredSchedule.unused(daily("later", 3), Instant.EPOCH)))
                .isFalse();
    }

    @Test
    void readsWhatALaterVersionHasAddedTo() {
        store().add(namespace(), 0, RegisteredSchedule.unused(daily("nightly", 1), Instant.EPOCH));
        try (RedisConnection connection = connectionFactory().getConnection()) {
            byte[] field = "s:nightly".getBytes(UTF_8);
            byte[] value = connection.hashCommands().hGet(key(), field);
            assertThat(value).isNotNull();
            String later = new String(value, UTF_8).replace("{", "{\"colour\":\"blue\",");
            connection.hashCommands().hSet(key(), field, later.getBytes(UTF_8));
        }

        assertThat(store().read(namespace()).schedules())
                .containsExactly(RegisteredSchedule.unused(daily("nightly", 1), Instant.EPOCH));
    }

    @Test
    void neverExpires() {
        store().add(namespace(), 0, RegisteredSchedule.unused(daily("nightly", 1), Instant.EPOCH));
        try (RedisConnection connection = connectionFactory().getConnection()) {
            assertThat(connection.keyCommands().ttl(key())).isEqualTo(-1);
        }
    }
}
