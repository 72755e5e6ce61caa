package dev.idempotency.store.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.RecordGate;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.RedisProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** One server, which is also restarted and not there. */
class RedisRecordGateTests extends AbstractRedisRecordGateTests {

    @RegisterExtension
    static final RedisFixture redis = RedisFixture.lettuce();

    @Override
    RedisConnectionFactory connectionFactory() {
        return redis.connection();
    }

    /** The copy is still in the snapshot; that the key was forgotten is not. */
    @Test
    void answersWithNothingFromBeforeARestart() throws IOException {
        try (RedisProcess process = RedisProcess.start()) {
            LettuceConnectionFactory own = RedisConnections.lettuce(process.host(), process.port());
            try {
                RecordGate restarted = gate(own, HOUR);
                StoredRecord record = record("a", 1, StoredResult.NONE);
                keep(restarted, record, ticket(restarted, "a"));
                process.snapshot();
                restarted.forget("a");
                process.kill();
                process.restart();

                await().ignoreExceptions()
                        .untilAsserted(
                                () -> assertThat(restarted.ask(List.of("a"))).hasSize(1));
                try (RedisConnection connection = own.getConnection()) {
                    assertThat(connection.stringCommands().get(redisKey("a"))).isNotNull();
                }
                assertThat(restarted.ask(List.of("a")).get(0).completed()).isNull();

                keep(restarted, record, ticket(restarted, "a"));
                assertThat(restarted.ask(List.of("a")).get(0).completed()).isNotNull();
            } finally {
                own.destroy();
            }
        }
    }

    @Test
    void anErrorOfTheServerIsAnError() {
        LettuceConnectionFactory nobody = RedisConnections.lettuce("127.0.0.1", 1);
        try {
            RecordGate unreachable = gate(nobody, HOUR);
            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> unreachable.ask(List.of("a")))
                    .withMessageContaining("Redis could not look for completed records: no connection");
            assertThatExceptionOfType(IdempotencyStoreException.class).isThrownBy(() -> unreachable.forget("a"));
            assertThatExceptionOfType(IdempotencyStoreException.class)
                    .isThrownBy(() -> keep(unreachable, record("a", 1, StoredResult.NONE), ticket("a")));
        } finally {
            nobody.destroy();
        }
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisIdempotencyStore.gate(connectionFactory(), " ", HOUR));
        assertThatIllegalArgumentException().isThrownBy(() -> gate(connectionFactory(), Duration.ZERO));
    }
}
