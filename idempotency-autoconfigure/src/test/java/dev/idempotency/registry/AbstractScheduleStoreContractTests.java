package dev.idempotency.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.idempotency.schedule.DuplicateScheduleException;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleConflictException;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.schedule.ScheduleTiming;
import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;

/** What every store of schedules does, alone and below the registry. */
@Timeout(120)
public abstract class AbstractScheduleStoreContractTests {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant NOW = Instant.parse("2030-01-15T12:00:00Z");
    private static final int NODES = 8;

    private final String namespace = "test-" + UUID.randomUUID();

    /** As another node has it. */
    protected abstract ScheduleStore store();

    protected final String namespace() {
        return this.namespace;
    }

    private ScheduleRegistry node() {
        return new StoredScheduleRegistry(store(), this.namespace, InstantSource.fixed(NOW));
    }

    protected static ScheduleDefinition daily(String name, int hour) {
        return ScheduleDefinition.cron(name, "0 0 " + hour + " * * *")
                .task("report")
                .zone(PARIS);
    }

    private static RegisteredSchedule unused(ScheduleDefinition definition) {
        return RegisteredSchedule.unused(definition, NOW);
    }

    private List<String> names() {
        return store().read(this.namespace).schedules().stream()
                .map(RegisteredSchedule::name)
                .toList();
    }

    @Test
    void hasNothingAtFirst() {
        assertThat(store().version(this.namespace)).isZero();
        assertThat(store().read(this.namespace)).isEqualTo(new StoredSchedules(0, List.of()));
    }

    @Test
    void givesBackAllOfADefinition() {
        RegisteredSchedule full = unused(daily("nightly", 2)
                .resource("archive")
                .tenant("Ännchen & Söhne")
                .valid(NOW.plusSeconds(5), NOW.plusMillis(86_400_123))
                .expected(Duration.ofMinutes(7)));
        RegisteredSchedule rate = unused(ScheduleDefinition.of("poll", ScheduleTiming.fixedRate(Duration.ofMinutes(5)))
                .task("poll"));

        assertThat(store().add(this.namespace, 0, full)).isTrue();
        assertThat(store().add(this.namespace, 1, rate)).isTrue();

        assertThat(store().read(this.namespace)).isEqualTo(new StoredSchedules(2, List.of(full, rate)));
        assertThat(store().version(this.namespace)).isEqualTo(2);
    }

    @Test
    void listsThemInTheOrderOfTheirRegistration() {
        List<String> order = List.of("z", "a", "m", "b");
        order.forEach(
                name -> store().add(this.namespace, order.indexOf(name), unused(daily(name, order.indexOf(name)))));

        assertThat(names()).isEqualTo(order);
    }

    @Test
    void refusesWhatWasDecidedOnAnOlderVersion() {
        store().add(this.namespace, 0, unused(daily("first", 1)));

        assertThat(store().add(this.namespace, 0, unused(daily("second", 2)))).isFalse();
        assertThat(store().change(this.namespace, 0, daily("first", 2))).isFalse();
        assertThat(store().remove(this.namespace, 0, "first")).isFalse();
        assertThat(store().add(this.namespace, 2, unused(daily("second", 2)))).isFalse();

        assertThat(store().read(this.namespace)).isEqualTo(new StoredSchedules(1, List.of(unused(daily("first", 1)))));
    }

    @Test
    void hasANameOnceAndAnIdentityOnce() {
        store().add(this.namespace, 0, unused(daily("first", 1)));
        store().add(this.namespace, 1, unused(daily("second", 2)));

        assertThat(store().add(this.namespace, 2, unused(daily("first", 3)))).isFalse();
        assertThat(store().add(this.namespace, 2, unused(daily("third", 1)))).isFalse();
        assertThat(store().change(this.namespace, 2, daily("second", 1))).isFalse();

        assertThat(store().version(this.namespace)).isEqualTo(2);
        assertThat(names()).containsExactly("first", "second");
    }

    @Test
    void changesWhatAScheduleDoesAndNotWhatItDid() {
        store().add(this.namespace, 0, unused(daily("first", 1)));
        store().executed(this.namespace, "first", NOW);

        assertThat(store().change(this.namespace, 1, daily("first", 2).resource("archive")))
                .isTrue();
        assertThat(store().change(this.namespace, 2, daily("other", 5))).isFalse();
        assertThat(store().add(this.namespace, 2, unused(daily("again", 1)))).isTrue();

        assertThat(store().read(this.namespace).find("first"))
                .contains(new RegisteredSchedule(daily("first", 2).resource("archive"), NOW, NOW, 1));
    }

    @Test
    void changesAScheduleToWhatItIs() {
        store().add(this.namespace, 0, unused(daily("first", 1)));

        assertThat(store().change(this.namespace, 1, daily("first", 1).expected(Duration.ofMinutes(1))))
                .isTrue();
    }

    @Test
    void removesAScheduleAndLeavesItsNameAndIdentityToOthers() {
        store().add(this.namespace, 0, unused(daily("first", 1)));
        store().executed(this.namespace, "first", NOW);

        assertThat(store().remove(this.namespace, 1, "first")).isTrue();
        assertThat(store().remove(this.namespace, 2, "first")).isFalse();
        assertThat(store().add(this.namespace, 2, unused(daily("second", 1)))).isTrue();
        assertThat(store().add(this.namespace, 3, unused(daily("first", 2)))).isTrue();

        assertThat(store().read(this.namespace).schedules())
                .containsExactly(unused(daily("second", 1)), unused(daily("first", 2)));
    }

    @Test
    void countsRunsAndKeepsTheLatestFire() {
        store().add(this.namespace, 0, unused(daily("first", 1)));

        store().executed(this.namespace, "first", NOW.plusSeconds(60));
        store().executed(this.namespace, "first", NOW);
        store().executed(this.namespace, "not there", NOW);

        assertThat(store().read(this.namespace))
                .isEqualTo(new StoredSchedules(
                        1, List.of(new RegisteredSchedule(daily("first", 1), NOW, NOW.plusSeconds(60), 2))));
    }

    @Test
    void keepsNamespacesApart() {
        String other = this.namespace + "-other";
        store().add(this.namespace, 0, unused(daily("first", 1)));

        assertThat(store().version(other)).isZero();
        assertThat(store().add(other, 0, unused(daily("first", 1)))).isTrue();
        store().executed(other, "first", NOW);

        assertThat(store().read(this.namespace).schedules()).containsExactly(unused(daily("first", 1)));
    }

    @Test
    void givesOneRowToManyNodesThatRegisterTheSame() throws Exception {
        AtomicInteger registered = new AtomicInteger();
        ConcurrentLinkedQueue<RegisteredSchedule> refused = new ConcurrentLinkedQueue<>();
        Race.of(NODES, () -> {
            try {
                node().register(daily("nightly", 2));
                registered.incrementAndGet();
            } catch (DuplicateScheduleException ex) {
                refused.add(ex.existing());
            }
        });

        assertThat(registered).hasValue(1);
        assertThat(refused).hasSize(NODES - 1).containsOnly(unused(daily("nightly", 2)));
        assertThat(names()).containsExactly("nightly");
    }

    @Test
    void givesEveryNodeTheOneThatIsThere() throws Exception {
        ConcurrentLinkedQueue<RegisteredSchedule> ensured = new ConcurrentLinkedQueue<>();
        Race.of(NODES, () -> ensured.add(node().ensure(daily("nightly", 2))));

        assertThat(ensured).hasSize(NODES).containsOnly(unused(daily("nightly", 2)));
        assertThat(names()).containsExactly("nightly");
    }

    @Test
    void letsOnlyOneOfManyInThatWouldBeInEachOthersWay() throws Exception {
        AtomicInteger number = new AtomicInteger();
        AtomicInteger registered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Race.of(NODES, () -> {
            int minute = number.getAndIncrement();
            try {
                node().register(ScheduleDefinition.cron("at-" + minute, "0 " + minute + " 2 * * *")
                        .zone(PARIS)
                        .resource("archive")
                        .expected(Duration.ofMinutes(30)));
                registered.incrementAndGet();
            } catch (ScheduleConflictException ex) {
                refused.incrementAndGet();
            }
        });

        assertThat(registered).hasValue(1);
        assertThat(refused).hasValue(NODES - 1);
        assertThat(names()).hasSize(1);
    }

    @Test
    void losesNoneOfManyThatAreRegisteredAtOnce() throws Exception {
        AtomicInteger number = new AtomicInteger();
        int each = 5;
        Race.of(NODES, () -> {
            ScheduleRegistry node = node();
            for (int i = 0; i < each; i++) {
                int minute = number.getAndIncrement();
                node.register(ScheduleDefinition.cron("at-" + minute, "0 " + minute + " 2 * * *")
                        .zone(PARIS));
            }
        });

        assertThat(names()).hasSize(NODES * each).doesNotHaveDuplicates();
        assertThat(store().version(this.namespace)).isEqualTo(NODES * each);
    }

    @Test
    void countsTheRunsOfAllNodes() throws Exception {
        store().add(this.namespace, 0, unused(daily("first", 1)));
        Race.of(NODES, () -> store().executed(this.namespace, "first", NOW));

        assertThat(store().read(this.namespace).find("first").orElseThrow().executions())
                .isEqualTo(NODES);
    }
}
