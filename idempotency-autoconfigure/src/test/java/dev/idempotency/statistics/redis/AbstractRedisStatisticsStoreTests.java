package dev.idempotency.statistics.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.idempotency.CallOutcome;
import dev.idempotency.statistics.AbstractStatisticsStoreContractTests;
import dev.idempotency.statistics.CallCount;
import dev.idempotency.statistics.Increments;
import dev.idempotency.statistics.Slot;
import dev.idempotency.statistics.SlotWidth;
import dev.idempotency.statistics.StatisticsStore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The contract in Redis, where slots expire. */
abstract class AbstractRedisStatisticsStoreTests extends AbstractStatisticsStoreContractTests {

    private final String prefix = "test-" + UUID.randomUUID();

    abstract RedisConnectionFactory connectionFactory();

    @Override
    protected StatisticsStore store() {
        return new RedisStatisticsStore(connectionFactory(), this.prefix, Duration.ofDays(30));
    }

    @Test
    void letsSlotsExpireAfterTheirTime() {
        assertExpires(SlotWidth.FIVE_MINUTES, Duration.ofHours(3).plusMinutes(5));
        assertExpires(SlotWidth.HOUR, Duration.ofDays(8).plusHours(1));
        assertExpires(SlotWidth.DAY, Duration.ofDays(31));
    }

    private void assertExpires(SlotWidth width, Duration kept) {
        Instant start = width.startOf(Instant.parse("2030-01-15T12:00:00Z"));
        store().add(
                        "shop",
                        new Increments(
                                new Slot(width, start),
                                List.of(new CallCount("Task.act", "global", CallOutcome.EXECUTED, 1)),
                                List.of()));
        String key = this.prefix + "-statistics:shop:" + width.seconds() + ":" + start.getEpochSecond();
        try (RedisConnection connection = connectionFactory().getConnection()) {
            assertThat(connection.keyCommands().ttl(key.getBytes(UTF_8)))
                    .isBetween(kept.toSeconds() - 30, kept.toSeconds());
        }
    }
}
