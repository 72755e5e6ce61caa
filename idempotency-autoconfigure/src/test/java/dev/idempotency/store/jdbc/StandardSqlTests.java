package dev.idempotency.store.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredResult;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.Mode;
import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.SchemaNotReadyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The store on a database that nobody knows. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class StandardSqlTests {

    private static final Duration TTL = Duration.ofHours(1);

    private final HikariDataSource pool = new HikariDataSource();
    private final DataSource dataSource = new UnknownDatabase(this.pool);

    StandardSqlTests() {
        this.pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
    }

    @AfterEach
    void close() {
        this.pool.close();
    }

    @Test
    void saysAtTheStartThatItHasNoDialectForTheDatabase(CapturedOutput output) {
        store();

        assertThat(output).contains("no dialect for " + UnknownDatabase.NAME + " and speaks standard SQL");
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheTableToOthersInEveryModeAndSaysWhereTheScriptIs(Mode mode) {
        assertThatExceptionOfType(SchemaNotReadyException.class)
                .isThrownBy(() -> new IdempotencySchemaInitializer(this.dataSource, "idempotency_", null, mode, null)
                        .initialize())
                .withMessageContaining("idempotency_record")
                .satisfies(failure -> assertThat(failure.remedy())
                        .contains(
                                "classpath:dev/idempotency/store/jdbc/migration/standard/V1__create_record_table.sql"));
    }

    @Test
    void findsAClockThatIsMissing() {
        UnknownDatabase.runScripts(this.pool);
        new JdbcTemplate(this.pool).execute("drop view idempotency_clock");

        assertThatExceptionOfType(SchemaNotReadyException.class)
                .isThrownBy(
                        () -> new IdempotencySchemaInitializer(this.dataSource, "idempotency_", null, Mode.NEVER, null)
                                .initialize())
                .withMessageContaining("idempotency_clock".toUpperCase(Locale.ROOT));
    }

    @Test
    void takesAnotherPrefixAndSchema() {
        new JdbcTemplate(this.pool).execute("create schema own");
        UnknownDatabase.runScripts(this.pool, "own.once_");
        new IdempotencySchemaInitializer(this.dataSource, "Once_", "Own", Mode.NEVER, null).initialize();
        JdbcIdempotencyStore store = new JdbcIdempotencyStore(this.dataSource, "Once_", "Own");

        claimed(store, "there");

        assertThat(store.find("there")).isPresent();
    }

    @Test
    void refusesAKeyThatTheDatabaseTakesForAnother() {
        UnknownDatabase.runScripts(this.pool);
        new JdbcTemplate(this.pool)
                .execute("alter table idempotency_record alter column record_key varchar_ignorecase(255) not null");
        JdbcIdempotencyStore store = store();
        claimed(store, "Case");

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> store.claim(request("case")))
                .satisfies(failure -> assertThat(failure).hasStackTraceContaining("two different keys"));
    }

    @Test
    void completesWithTheCallersTransactionAndTakesItBackWithIt() {
        UnknownDatabase.runScripts(this.pool);
        JdbcIdempotencyStore store = store();
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
        Claim claim = claimed(store, "joined");
        List<Completion> batch = Stream.of("batch-1", "batch-2")
                .map(key -> new Completion(claimed(store, key), StoredResult.NONE, TTL))
                .toList();

        transaction.executeWithoutResult(status -> {
            assertThat(store.complete(claim, StoredResult.NONE, TTL)).isTrue();
            assertThat(store.completeAll(batch)).isEmpty();
            status.setRollbackOnly();
        });
        assertThat(statusOf(store, "joined")).isEqualTo(RecordStatus.RUNNING);
        assertThat(statusOf(store, "batch-2")).isEqualTo(RecordStatus.RUNNING);

        transaction.executeWithoutResult(status -> {
            assertThat(store.complete(claim, StoredResult.NONE, TTL)).isTrue();
            assertThat(store.completeAll(batch)).isEmpty();
            assertThat(statusOf(store, "joined")).as("seen by others").isEqualTo(RecordStatus.RUNNING);
        });
        assertThat(statusOf(store, "joined")).isEqualTo(RecordStatus.DONE);
        assertThat(statusOf(store, "batch-2")).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void renewsAndPurgesAroundARowThatIsCompletingInAnOpenTransaction() {
        UnknownDatabase.runScripts(this.pool);
        JdbcIdempotencyStore store = store();
        Claim completing = claimed(store, "completing");
        Claim running = claimed(store, "running");
        Claim gone = claimed(store, "gone");
        assertThat(store.release(gone, TTL)).isTrue();
        new RecordAging(this.pool).passExpiry("gone");
        new RecordAging(this.pool).passExpiry("completing");
        new TransactionTemplate(new JdbcTransactionManager(this.dataSource)).executeWithoutResult(status -> {
            store.complete(completing, StoredResult.NONE, TTL);

            assertThat(ThreadPerTask.supply(() -> store.renew(List.of(completing, gone, running)))
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join())
                    .containsExactly(gone);
            assertThat(ThreadPerTask.supply(() -> store.purge(100))
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join())
                    .isOne();
        });

        assertThat(statusOf(store, "completing")).isEqualTo(RecordStatus.DONE);
    }

    private JdbcIdempotencyStore store() {
        return new JdbcIdempotencyStore(this.dataSource, "idempotency_", null);
    }

    private static RecordStatus statusOf(JdbcIdempotencyStore store, String key) {
        return store.find(key).orElseThrow().status();
    }

    private static Claim claimed(JdbcIdempotencyStore store, String key) {
        return ((ClaimOutcome.Granted) store.claim(request(key))).claim();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), Duration.ofMinutes(1), TTL, null);
    }
}
