package dev.idempotency.store.jdbc;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.StoredResult;
import dev.idempotency.testing.MariaDbWireTap;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;

/** What the store costs on MariaDB, counted on the wire and in the server. */
abstract class AbstractMariaDbRoundTripTests {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration TTL = Duration.ofHours(1);

    private final MariaDatabase database = MariaDatabase.create().withTable();
    private final MariaDbWireTap wire = new MariaDbWireTap(this.database.server());
    private HikariDataSource pool;
    private JdbcIdempotencyStore store;

    /** The address of a database through the tap for the driver that this class is about. */
    abstract String urlThrough(MariaDbWireTap tap, String database);

    /** Connections to a database without the tap. */
    abstract HikariDataSource poolOf(MariaDatabase database);

    @BeforeEach
    void open() {
        // Hikari asks a connection for signs of life that was idle for longer than this.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "60000");
        this.pool = this.database.pool(settings -> {
            settings.setJdbcUrl(urlThrough(this.wire, this.database.name()));
            // A second connection would say what it says at the start of a session whenever the pool opens it.
            settings.setMaximumPoolSize(1);
        });
        this.store = new JdbcIdempotencyStore(this.pool, "idempotency_", null);
        this.store.find("warm");
        this.wire.reset();
    }

    @AfterEach
    void close() throws IOException {
        System.clearProperty("com.zaxxer.hikari.aliveBypassWindowMs");
        this.pool.close();
        this.wire.close();
    }

    @Test
    void claimsInTwoRoundTripsCompletesInOneAndAnswersADuplicateInOne() {
        Claim claim = claimed("once");
        assertThatWireSaw(2);

        assertThat(this.store.complete(claim, StoredResult.value(new byte[100]), TTL))
                .isTrue();
        assertThatWireSaw(1);

        assertThat(this.store.claim(request("once"))).isInstanceOf(ClaimOutcome.Blocked.class);
        assertThatWireSaw(1);
    }

    @Test
    void claimsAndCompletesManyKeysInAFewRoundTrips() {
        List<ClaimRequest> requests = requests("bulk", 250);
        List<Completion> half = completions(this.store.claimAll(requests.subList(0, 125)));
        assertThatWireSaw(2);
        assertThat(this.store.completeAll(half)).isEmpty();
        // Begin (two), lock, update, commit (two).
        assertThatWireSawInTransaction(6);

        List<ClaimOutcome> outcomes = this.store.claimAll(requests);
        assertThatWireSaw(2);
        assertThat(outcomes.subList(0, 125)).allMatch(ClaimOutcome.Blocked.class::isInstance);
        assertThat(outcomes.subList(125, 250)).allMatch(ClaimOutcome.Granted.class::isInstance);

        assertThat(this.store.claimAll(requests.subList(0, 125))).allMatch(ClaimOutcome.Blocked.class::isInstance);
        assertThatWireSaw(1);
    }

    @Test
    void renewsManyLeasesInAFewRoundTrips() {
        List<Claim> claims = this.store.claimAll(requests("lease", 100)).stream()
                .map(outcome -> ((ClaimOutcome.Granted) outcome).claim())
                .toList();
        this.wire.reset();

        assertThat(this.store.renew(claims)).isEmpty();

        assertThatWireSawInTransaction(6);
    }

    @Test
    void purgesManyRecordsInAFewRoundTrips() {
        this.store.completeAll(completions(this.store.claimAll(requests("old", 250))));
        new JdbcTemplate(this.pool)
                .update("update idempotency_record set blocked_until = 1, expires_at = 1, purge_bucket = 1");
        this.wire.reset();

        assertThat(this.store.purge(1000)).isEqualTo(250);

        assertThatWireSawInTransaction(6);
    }

    @Test
    void joinsATransactionWithOneStatement() {
        Claim claim = claimed("joined");
        new TransactionTemplate(new JdbcTransactionManager(this.pool)).executeWithoutResult(status -> {
            new JdbcTemplate(this.pool).queryForObject("select 1", Integer.class);
            this.wire.reset();
            assertThat(this.store.complete(claim, StoredResult.NONE, TTL)).isTrue();
            assertThatWireSaw(1);
        });
    }

    @Test
    void writesNothingForADuplicate() {
        claimed("running");
        this.store.complete(claimed("done"), StoredResult.value(new byte[100]), TTL);
        List<String> before = writes();

        for (int i = 0; i < 50; i++) {
            assertThat(this.store.claim(request("running"))).isInstanceOf(ClaimOutcome.Blocked.class);
            assertThat(this.store.claim(request("done"))).isInstanceOf(ClaimOutcome.Blocked.class);
        }
        assertThat(this.store.claimAll(List.of(request("running"), request("done"))))
                .allMatch(ClaimOutcome.Blocked.class::isInstance);

        assertThat(writes()).hasSize(3).isEqualTo(before);
        claimed("free");
        assertThat(writes()).isNotEqualTo(before);
    }

    /** Rows that this session, the pool's only one, has asked the engine to insert, update or delete. */
    private List<String> writes() {
        return new JdbcTemplate(this.pool)
                .query(
                        "show session status where variable_name in ('Handler_write', 'Handler_update',"
                                + " 'Handler_delete')",
                        (row, number) -> row.getString(1) + "=" + row.getString(2));
    }

    @Test
    void racesOf32ThreadsEndWithoutAnError() throws Exception {
        AtomicInteger granted = new AtomicInteger();
        try (HikariDataSource racers = poolOf(this.database)) {
            JdbcIdempotencyStore contended = new JdbcIdempotencyStore(racers, "idempotency_", null);
            Race.of(32, () -> {
                for (int i = 0; i < 100; i++) {
                    if (contended.claim(request("race-" + i / 2)) instanceof ClaimOutcome.Granted grant) {
                        granted.incrementAndGet();
                        assertThat(contended.release(grant.claim(), TTL)).isTrue();
                    }
                }
            });
        }
        assertThat(granted).hasPositiveValue();
    }

    @Test
    void racesForBatchesThatOverlapWithPurgesAndRenewalsBetweenThemEndWithoutAnError() throws Exception {
        AtomicInteger granted = new AtomicInteger();
        try (HikariDataSource racers = poolOf(this.database)) {
            JdbcIdempotencyStore contended = new JdbcIdempotencyStore(racers, "idempotency_", null);
            Race.of(8, () -> {
                for (int round = 0; round < 20; round++) {
                    List<ClaimRequest> batch = new ArrayList<>(requests("overlap-" + round, 60));
                    Collections.shuffle(batch, ThreadLocalRandom.current());
                    List<ClaimOutcome> mine = contended.claimAll(batch).stream()
                            .filter(ClaimOutcome.Granted.class::isInstance)
                            .toList();
                    granted.addAndGet(mine.size());
                    List<Completion> completions = completions(mine);
                    assertThat(contended.renew(
                                    completions.stream().map(Completion::claim).toList()))
                            .isEmpty();
                    assertThat(contended.completeAll(completions)).isEmpty();
                    contended.purge(100);
                }
            });
        }
        assertThat(granted).hasValue(20 * 60);
    }

    private void assertThatWireSaw(int roundTrips) {
        assertThat(this.wire.statements())
                .noneMatch(sql -> sql.matches("(?is)(begin|start|commit|rollback|show|set)\\b.*"));
        assertThatWireSawInTransaction(roundTrips);
    }

    private void assertThatWireSawInTransaction(int roundTrips) {
        assertThat(this.wire.roundTrips())
                .as(() -> this.wire.statements().toString())
                .isEqualTo(roundTrips);
        this.wire.reset();
    }

    private static List<Completion> completions(List<ClaimOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> ((ClaimOutcome.Granted) outcome).claim())
                .map(claim -> new Completion(claim, StoredResult.value(new byte[100]), TTL))
                .toList();
    }

    private Claim claimed(String key) {
        return ((ClaimOutcome.Granted) Objects.requireNonNull(this.store.claim(request(key)))).claim();
    }

    private static List<ClaimRequest> requests(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> request(name + "-" + i)).toList();
    }

    private static ClaimRequest request(String key) {
        return new ClaimRequest(key, UUID.randomUUID(), LEASE, TTL, null);
    }
}
