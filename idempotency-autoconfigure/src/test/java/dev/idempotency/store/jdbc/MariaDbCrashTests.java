package dev.idempotency.store.jdbc;

import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.MariaDbTestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The server loses its process between claim and completion, and comes back. */
@Timeout(120)
class MariaDbCrashTests {

    private static final Duration TTL = Duration.ofHours(1);

    private static MariaDbTestServer.Killable server;

    private HikariDataSource pool;
    private JdbcIdempotencyStore store;

    @BeforeAll
    static void start() {
        server = MariaDbTestServer.Killable.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        this.pool = MariaDatabase.createOn(server.server()).withTable().pool(settings -> {
            settings.setMaximumPoolSize(4);
            settings.setConnectionTimeout(2000);
            // Nor does it ask for connections that nobody wants, and wait longer for each that it does not get.
            settings.setMinimumIdle(0);
        });
        this.store = new JdbcIdempotencyStore(this.pool, "idempotency_", null);
    }

    @AfterEach
    void close() {
        this.pool.close();
    }

    @Test
    void aClaimOutlivesTheServersProcessAndItsHolderCompletes() {
        Claim claim = claimed("survives");

        server.kill();
        comeBack();

        assertThat(this.store.claim(request("survives")))
                .isInstanceOfSatisfying(
                        ClaimOutcome.Blocked.class,
                        blocked -> assertThat(blocked.record().owner()).isEqualTo(claim.owner()));
        assertThat(this.store.complete(claim, StoredResult.value(new byte[] {1}), TTL))
                .isTrue();
        assertThat(this.store.find("survives").orElseThrow().status()).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void aHolderThatWasOvertakenAfterTheCrashIsRefused() {
        Claim stale = claimed("overtaken");

        server.kill();
        comeBack();

        new RecordAging(this.pool).passBlockedUntil("overtaken");
        Claim next = claimed("overtaken");
        assertThat(next.fencingToken()).isGreaterThan(stale.fencingToken());
        assertThat(next.attempt()).isEqualTo(2);
        assertThat(this.store.complete(stale, StoredResult.NONE, TTL)).isFalse();
        assertThat(this.store.complete(next, StoredResult.NONE, TTL)).isTrue();
    }

    @Test
    void aServerThatIsGoneIsAnErrorAndNeitherADuplicateNorAGrant() {
        Claim claim = claimed("gone");

        server.kill();

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> this.store.claim(request("gone")))
                .withMessageContaining("could not claim a key");
        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> this.store.complete(claim, StoredResult.NONE, TTL));
        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> new JdbcIdempotencyStore(this.pool, "idempotency_", null));

        comeBack();

        assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
    }

    @Test
    void effectsAndCompletionThatWereNotCommittedAreGoneTogether() {
        new JdbcTemplate(this.pool).execute("create table effect (name varchar(100)) engine = InnoDB");
        Claim claim = claimed("in-flight");

        assertThatException()
                .isThrownBy(() -> new TransactionTemplate(new JdbcTransactionManager(this.pool))
                        .executeWithoutResult(status -> {
                            new JdbcTemplate(this.pool).update("insert into effect values ('done')");
                            assertThat(this.store.complete(claim, StoredResult.NONE, TTL))
                                    .isTrue();
                            server.kill();
                        }));
        comeBack();

        assertThat(new JdbcTemplate(this.pool).queryForObject("select count(*) from effect", Integer.class))
                .isZero();
        assertThat(this.store.find("in-flight").orElseThrow().status()).isEqualTo(RecordStatus.RUNNING);
        assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
    }

    /** The pool has gone over to asking less and less often, and needs a moment to notice. */
    private void comeBack() {
        server.restart();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (Connection connection = this.pool.getConnection()) {
                return connection.isValid(1);
            }
        });
    }

    private Claim claimed(String key) {
        return ((ClaimOutcome.Granted) this.store.claim(request(key))).claim();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), TTL, null);
    }
}
