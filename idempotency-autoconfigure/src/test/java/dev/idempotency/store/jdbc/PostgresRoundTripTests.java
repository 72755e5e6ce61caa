package dev.idempotency.store.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.PostgresTestServer;
import dev.idempotency.testing.PostgresWireTap;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the store costs, counted on the wire and in the server. */
class PostgresRoundTripTests {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration TTL = Duration.ofHours(1);

    private final PostgresDatabase database = PostgresDatabase.create().withTable();
    private final PostgresWireTap wire = new PostgresWireTap(PostgresTestServer.get());
    private HikariDataSource pool;
    private JdbcIdempotencyStore store;

    @BeforeEach
    void openPool() {
        // Hikari asks a connection for signs of life that was idle for longer than this.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "60000");
        this.pool = this.database.pool(settings -> {
            settings.setJdbcUrl(this.wire.url(this.database.name()));
            settings.setMaximumPoolSize(2);
        });
        this.store = new JdbcIdempotencyStore(this.pool, "idempotency_", null);
    }

    @AfterEach
    void closePool() throws IOException {
        System.clearProperty("com.zaxxer.hikari.aliveBypassWindowMs");
        this.pool.close();
        this.wire.close();
    }

    @Test
    void claimsCompletesAndAnswersADuplicateInOneRoundTripEach() {
        fillPool();
        Claim claim = claimed("once");
        assertThatWireSaw(1);

        assertThat(this.store.complete(claim, StoredResult.value(new byte[100]), TTL))
                .isTrue();
        assertThatWireSaw(1);

        assertThat(this.store.claim(request("once"))).isInstanceOf(ClaimOutcome.Blocked.class);
        assertThatWireSaw(1);
    }

    @Test
    void answersADuplicateInOneRoundTripHoweverOftenItComes() {
        completed("again");
        fillPool();
        for (int i = 0; i < 5; i++) {
            assertThat(this.store.claim(request("again")))
                    .isInstanceOfSatisfying(
                            ClaimOutcome.Blocked.class,
                            blocked ->
                                    assertThat(blocked.record().result()).isEqualTo(StoredResult.value(new byte[100])));
            assertThatWireSaw(1);
        }
    }

    /** Only this node's own answers tell it to read first, and another one may have made them untrue. */
    @Test
    void claimsInTwoRoundTripsWhatItHasAnsweredAndAnotherNodeHasForgotten() {
        completed("forgotten");
        assertThat(this.store.claim(request("forgotten"))).isInstanceOf(ClaimOutcome.Blocked.class);
        try (HikariDataSource otherNode = this.database.pool()) {
            assertThat(new JdbcIdempotencyStore(otherNode, "idempotency_", null).forget("forgotten"))
                    .isTrue();
        }
        fillPool();

        Claim claim = claimed("forgotten");
        assertThatWireSaw(2);
        assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
        assertThatWireSaw(1);
        assertThat(this.store.claim(request("forgotten"))).isInstanceOf(ClaimOutcome.Blocked.class);
        assertThatWireSaw(1);
    }

    private void completed(String key) {
        assertThat(this.store.complete(claimed(key), StoredResult.value(new byte[100]), TTL))
                .isTrue();
    }

    @Test
    void claimsAndCompletesAnyNumberOfKeysInOneRoundTripEach() {
        List<ClaimRequest> requests =
                IntStream.range(0, 250).mapToObj(i -> request("bulk-" + i)).toList();
        this.store.completeAll(completions(this.store.claimAll(requests.subList(0, 125))));
        fillPool();

        List<ClaimOutcome> outcomes = this.store.claimAll(requests);
        assertThatWireSaw(1);
        assertThat(outcomes.subList(0, 125)).allMatch(ClaimOutcome.Blocked.class::isInstance);
        assertThat(outcomes.subList(125, 250)).allMatch(ClaimOutcome.Granted.class::isInstance);

        List<ClaimOutcome> more = this.store.claimAll(
                IntStream.range(250, 500).mapToObj(i -> request("bulk-" + i)).toList());
        this.wire.reset();
        assertThat(this.store.completeAll(completions(more))).isEmpty();
        assertThatWireSaw(1);
    }

    private static List<Completion> completions(List<ClaimOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> ((ClaimOutcome.Granted) outcome).claim())
                .map(claim -> new Completion(claim, StoredResult.value(new byte[100]), TTL))
                .toList();
    }

    @Test
    void renewsAnyNumberOfLeasesInOneRoundTrip() {
        fillPool();
        List<Claim> claims = List.of(claimed("a"), claimed("b"), claimed("c"));
        this.wire.reset();

        assertThat(this.store.renew(claims)).isEmpty();

        assertThatWireSaw(1);
    }

    @Test
    void releasesFailsFindsAndPurgesInOneRoundTripEach() {
        fillPool();
        Claim claim = claimed("released");
        this.wire.reset();

        this.store.release(claim, TTL);
        assertThatWireSaw(1);
        this.store.find("released");
        assertThatWireSaw(1);
        this.store.purge(100);
        assertThatWireSaw(1);
    }

    @Test
    void joinsATransactionWithOneStatement() {
        fillPool();
        Claim claim = claimed("joined");
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(this.pool));
        transaction.executeWithoutResult(status -> {
            new JdbcTemplate(this.pool).queryForObject("select 1", Integer.class);
            this.wire.reset();
            assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
            assertThatWireSaw(1);
        });
    }

    @Test
    void claimsInOneRoundTripOnAPoolWithoutAutoCommit() {
        try (HikariDataSource manual = this.database.pool(settings -> {
            settings.setJdbcUrl(this.wire.url(this.database.name()));
            settings.setMaximumPoolSize(1);
            settings.setAutoCommit(false);
        })) {
            JdbcIdempotencyStore onManual = new JdbcIdempotencyStore(manual, "idempotency_", null);
            onManual.find("warm");
            this.wire.reset();

            assertThat(onManual.claim(request("manual"))).isInstanceOf(ClaimOutcome.Granted.class);
            assertThatWireSaw(1);
        }

        assertThat(this.store.find("manual")).as("committed").isPresent();
    }

    @Test
    void writesNothingForADuplicate() {
        JdbcTemplate server = new JdbcTemplate(this.pool);
        claimed("running");
        Claim done = claimed("done");
        this.store.complete(done, StoredResult.value(new byte[100]), TTL);
        String before = writes(server);

        for (int i = 0; i < 50; i++) {
            assertThat(this.store.claim(request("running"))).isInstanceOf(ClaimOutcome.Blocked.class);
            assertThat(this.store.claim(request("done"))).isInstanceOf(ClaimOutcome.Blocked.class);
        }

        List<ClaimRequest> both = List.of(request("running"), request("done"));
        assertThat(this.store.claimAll(both)).allMatch(ClaimOutcome.Blocked.class::isInstance);

        assertThat(writes(server)).isEqualTo(before);
    }

    /** Where each row's version lies and which transactions wrote or locked it. */
    private static String writes(JdbcTemplate server) {
        return server.queryForList("select ctid, xmin, xmax, record_key, pg_relation_size('idempotency_record') as size"
                        + " from idempotency_record order by record_key")
                .toString();
    }

    @Test
    void completesWithinThePageSoThatNoIndexIsTouched() {
        JdbcTemplate server = new JdbcTemplate(this.pool);
        for (int i = 0; i < 200; i++) {
            this.store.complete(claimed("hot-" + i), StoredResult.NONE, TTL);
        }
        // The server's counters follow some time after the work, or when the session says so.
        Long[] counters = server.execute((Connection connection) -> {
            JdbcTemplate same = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            same.queryForList("select pg_stat_force_next_flush()");
            return same.queryForObject(
                    "select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'idempotency_record'",
                    (row, number) -> new Long[] {row.getLong(1), row.getLong(2)});
        });
        assertThat(counters).isNotNull();
        assertThat(counters[0]).as("updates seen").isPositive();
        assertThat(counters[1]).as("of them within the page").isGreaterThan(counters[0] * 8 / 10);
    }

    @Test
    void racesForAKeyWithoutAnErrorInTheServer() {
        try (HikariDataSource racers = this.database.pool()) {
            JdbcIdempotencyStore contended = new JdbcIdempotencyStore(racers, "idempotency_", null);
            List<CompletableFuture<Void>> callers = IntStream.range(0, 10)
                    .mapToObj(caller -> ThreadPerTask.run(() -> {
                        for (int i = 0; i < 200; i++) {
                            if (contended.claim(request("race-" + i / 2)) instanceof ClaimOutcome.Granted granted) {
                                contended.release(granted.claim(), TTL);
                            }
                        }
                    }))
                    .toList();
            callers.forEach(CompletableFuture::join);
        }

        // Every error would have rolled its statement back; the pool's sessions have ended and left their counts.
        await().until(() -> countOf("xact_commit") > 2000);
        assertThat(countOf("xact_rollback")).isZero();
    }

    @Test
    void racesForBatchesThatOverlapWithoutADeadlock() throws Exception {
        try (HikariDataSource racers = this.database.pool()) {
            JdbcIdempotencyStore contended = new JdbcIdempotencyStore(racers, "idempotency_", null);
            Race.of(8, () -> {
                for (int round = 0; round < 30; round++) {
                    List<ClaimRequest> batch = new ArrayList<>();
                    for (int i = 0; i < 60; i++) {
                        batch.add(request("overlap-" + round + "-" + i));
                    }
                    Collections.shuffle(batch, ThreadLocalRandom.current());
                    List<ClaimOutcome> granted = contended.claimAll(batch).stream()
                            .filter(ClaimOutcome.Granted.class::isInstance)
                            .toList();
                    assertThat(contended.completeAll(completions(granted))).isEmpty();
                }
            });
        }

        await().until(() -> countOf("xact_commit") > 240);
        assertThat(countOf("deadlocks")).isZero();
        assertThat(countOf("xact_rollback")).isZero();
    }

    private long countOf(String counter) {
        Long count = new JdbcTemplate(this.pool)
                .queryForObject(
                        "select " + counter + " from pg_stat_database where datname = current_database()", Long.class);
        return Objects.requireNonNull(count);
    }

    /** The pool opens its connections in the background, and each has said by now all it says at the start of a session. */
    private void fillPool() {
        await().until(() -> this.pool.getHikariPoolMXBean().getTotalConnections() == this.pool.getMaximumPoolSize());
        this.store.find("warm");
        this.wire.reset();
    }

    private void assertThatWireSaw(int roundTrips) {
        assertThat(this.wire.roundTrips())
                .as(() -> this.wire.statements().toString())
                .isEqualTo(roundTrips);
        assertThat(this.wire.statements()).noneMatch(sql -> sql.matches("(?is)(begin|commit|rollback|show|set)\\b.*"));
        this.wire.reset();
    }

    private Claim claimed(String key) {
        return ((ClaimOutcome.Granted) this.store.claim(request(key))).claim();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), LEASE, TTL, null);
    }
}
