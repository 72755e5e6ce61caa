package dev.idempotency.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.registry.memory.MemoryScheduleStore;
import dev.idempotency.schedule.DuplicateScheduleException;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleConflictException;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleTiming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoredScheduleRegistryTests {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant NOW = Instant.parse("2030-01-15T12:00:00.123456Z");

    private final ScheduleStore store = new MemoryScheduleStore();
    private final StoredScheduleRegistry registry =
            new StoredScheduleRegistry(this.store, "test", InstantSource.fixed(NOW));

    private static ScheduleDefinition daily(String name, String time) {
        String[] parts = time.split(":", 2);
        return ScheduleDefinition.cron(name, "0 " + parts[1] + " " + parts[0] + " * * *")
                .task("report")
                .zone(PARIS);
    }

    private static ScheduleDefinition onArchive(String name, String time) {
        return daily(name, time).resource("archive").expected(Duration.ofMinutes(30));
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(call)
                .withMessageContainingAll(parts);
    }

    @Test
    void registersAScheduleOnce() {
        RegisteredSchedule registered = this.registry.register(daily("nightly", "2:00"));

        assertThat(registered.definition()).isEqualTo(daily("nightly", "2:00"));
        assertThat(registered.registeredAt()).isEqualTo("2030-01-15T12:00:00.123Z");
        assertThat(this.registry.find("nightly")).contains(registered);
        assertThatExceptionOfType(DuplicateScheduleException.class)
                .isThrownBy(() -> this.registry.register(daily("nightly", "3:00")))
                .withMessageContainingAll("named 'nightly' already", "report at '0 00 2 * * *' in Europe/Paris")
                .satisfies(ex -> assertThat(ex.existing()).isEqualTo(registered));
    }

    @Test
    void refusesWhatDoesTheSameUnderAnotherNameHoweverItIsWritten() {
        this.registry.register(daily("nightly", "2:00"));

        for (String cron : new String[] {"0 00 2 * * *", "0 0 2 * * ?", "0 0  2 * * MON-SUN"}) {
            assertThatExceptionOfType(DuplicateScheduleException.class)
                    .as(cron)
                    .isThrownBy(() -> this.registry.register(ScheduleDefinition.cron("again", cron)
                            .task("report")
                            .zone(PARIS)))
                    .withMessageContaining("the same at the same times as 'nightly'");
        }
    }

    @Test
    void takesWhatDiffersInOneRespect() {
        ScheduleDefinition nightly = daily("nightly", "2:00");
        this.registry.register(nightly.valid(null, NOW.plusSeconds(100)));

        this.registry.register(daily("task", "2:00").task("other"));
        this.registry.register(daily("tenant", "2:00").tenant("acme"));
        this.registry.register(daily("resource", "2:00").resource("archive"));
        this.registry.register(daily("zone", "2:00").zone(ZoneId.of("Africa/Cairo")));
        this.registry.register(daily("times", "2:01"));
        this.registry.register(daily("validity", "2:00").valid(NOW.plusSeconds(100), null));

        assertThat(this.registry.all()).hasSize(7);
        assertThatExceptionOfType(DuplicateScheduleException.class)
                .isThrownBy(() ->
                        this.registry.register(daily("overlapping", "2:00").valid(NOW.plusSeconds(99), null)))
                .satisfies(ex -> assertThat(ex.existing().name()).isEqualTo("nightly"));
    }

    @Test
    void refusesWhatWouldUseAResourceAtTheSameTime() {
        this.registry.register(onArchive("first", "2:00"));

        assertThatExceptionOfType(ScheduleConflictException.class)
                .isThrownBy(() -> this.registry.register(onArchive("second", "2:20")))
                .withMessageContainingAll("would use archive at the same time as 'first'", "2030-01-16T01:20:00Z")
                .satisfies(ex -> assertThat(ex.existing().name()).isEqualTo("first"))
                .satisfies(ex -> assertThat(ex.firstAt()).isEqualTo("2030-01-16T01:20:00Z"));
        this.registry.register(onArchive("third", "2:30"));
        this.registry.register(onArchive("elsewhere", "2:10").resource("other"));
        this.registry.registerDespiteConflicts(onArchive("second", "2:20"));

        assertThat(this.registry.all())
                .extracting(RegisteredSchedule::name)
                .containsExactly("first", "third", "elsewhere", "second");
    }

    @Test
    void ensuresWhatEveryNodeEnsures() {
        ScheduleDefinition wanted = daily("nightly", "2:00").valid(NOW, NOW.plusNanos(86_400_000_000_001L));
        RegisteredSchedule first = this.registry.ensure(wanted);

        assertThat(this.registry.ensure(wanted)).isEqualTo(first);
        assertThat(this.store.version("test")).isEqualTo(1);
        assertThatExceptionOfType(DuplicateScheduleException.class)
                .isThrownBy(() -> this.registry.ensure(daily("nightly", "3:00")))
                .withMessageContaining("Choose another name, or reschedule it");
        assertThatExceptionOfType(DuplicateScheduleException.class)
                .isThrownBy(() -> this.registry.ensure(daily("other", "2:00")));
    }

    @Test
    void ensuresAlsoWhatIsOverByNow() {
        ScheduleDefinition wanted = daily("nightly", "2:00").valid(null, NOW.plusSeconds(1));
        this.registry.ensure(wanted);
        StoredScheduleRegistry later =
                new StoredScheduleRegistry(this.store, "test", InstantSource.fixed(NOW.plusSeconds(2)));

        assertThat(later.ensure(wanted).definition().validUntil()).isEqualTo("2030-01-15T12:00:01.123Z");
    }

    @Test
    void reschedulesAndKeepsWhatItDid() {
        this.registry.register(onArchive("first", "2:00"));
        this.registry.register(onArchive("second", "4:00"));
        this.registry.executed("first", NOW);

        RegisteredSchedule moved = this.registry.reschedule("first", ScheduleTiming.cron("0 0 3 * * *"));

        assertThat(moved).isEqualTo(this.registry.find("first").orElseThrow());
        assertThat(moved.executions()).isOne();
        assertThat(moved.definition()).isEqualTo(onArchive("first", "3:00").timing(ScheduleTiming.cron("0 0 3 * * *")));
        assertThatExceptionOfType(ScheduleConflictException.class)
                .isThrownBy(() -> this.registry.reschedule("first", ScheduleTiming.cron("0 10 4 * * *")));
        refused(
                () -> this.registry.reschedule("frist", ScheduleTiming.cron("0 0 5 * * *")),
                "no registered schedule named 'frist'",
                "[first, second]");
    }

    @Test
    void cancelsOnce() {
        this.registry.register(daily("nightly", "2:00"));

        assertThat(this.registry.cancel("nightly")).isTrue();
        assertThat(this.registry.cancel("nightly")).isFalse();
        assertThat(this.registry.find("nightly")).isEmpty();
    }

    @Test
    void refusesWhatNodesWouldNotReadInTheSameWay() {
        refused(
                () -> this.registry.register(daily("nightly", "2:00").zone(null)),
                "'nightly' has no zone",
                "ZoneId.of(\"Europe/Paris\")");
        refused(
                () -> this.registry.register(
                        ScheduleDefinition.of("poll", ScheduleTiming.fixedDelay(Duration.ofMinutes(1)))),
                "'PT1M after the end'",
                "register a pattern or a rate");
        refused(
                () -> this.registry.register(ScheduleDefinition.of(
                        "poll", new ScheduleTiming.FixedRate(Duration.ofMinutes(1), Duration.ofSeconds(1)))),
                "initial delay",
                "valid from");
    }

    @Test
    void refusesWhatNeverFires() {
        refused(
                () -> this.registry.register(
                        ScheduleDefinition.cron("never", "0 0 0 30 2 *").zone(PARIS)),
                "'never' never fires",
                "0 0 0 30 2 *");
        refused(
                () -> this.registry.register(daily("late", "2:00").valid(null, NOW)),
                "valid until 2030-01-15T12:00:00.123456Z, which is over");
    }

    @Test
    void refusesWhatNoStoreCanHold() {
        refused(() -> this.registry.register(daily("x".repeat(101), "2:00")), "name", "up to 100", "not 101");
        refused(() -> this.registry.register(daily("a", "2:00").task("a task")), "'a task'", "white space");
        refused(() -> this.registry.register(daily("a", "2:00").resource("y".repeat(200))), "resource", "200");
        String seconds = "1," + "2,".repeat(150) + "3";
        refused(
                () -> this.registry.register(
                        ScheduleDefinition.cron("a", seconds + " * * * * *").zone(PARIS)),
                "timing",
                "up to 255");
        assertThat(this.registry.all()).isEmpty();
    }

    @Test
    void forgetsTheZoneOfARateWhichHasNone() {
        ScheduleDefinition poll = ScheduleDefinition.of("poll", ScheduleTiming.fixedRate(Duration.ofMinutes(1)));

        assertThat(this.registry.register(poll.zone(PARIS)).definition().zone()).isNull();
        assertThat(this.registry.ensure(poll.zone(ZoneId.of("Africa/Cairo"))).definition())
                .isEqualTo(poll);
    }

    @Test
    void decidesAgainWhenSomebodyWasFaster() {
        AtomicInteger reads = new AtomicInteger();
        ScheduleStore overtaken = new OvertakenStore(this.store, () -> {
            if (reads.incrementAndGet() == 1) {
                this.registry.register(onArchive("faster", "2:00"));
            }
        });
        StoredScheduleRegistry slower = new StoredScheduleRegistry(overtaken, "test", InstantSource.fixed(NOW));

        assertThatExceptionOfType(ScheduleConflictException.class)
                .isThrownBy(() -> slower.register(onArchive("slower", "2:10")));
        assertThat(reads).hasValue(2);
    }

    @Test
    void givesUpWhereItIsOvertakenAgainAndAgain() {
        AtomicInteger others = new AtomicInteger();
        ScheduleStore overtaken = new OvertakenStore(
                this.store,
                () -> this.registry.register(ScheduleDefinition.of(
                        "other-" + others.incrementAndGet(),
                        ScheduleTiming.fixedRate(Duration.ofMinutes(others.get())))));
        StoredScheduleRegistry slower =
                new StoredScheduleRegistry(overtaken, "test", InstantSource.fixed(NOW), Duration.ofMillis(50));

        assertThatExceptionOfType(IdempotencyStoreException.class)
                .isThrownBy(() -> slower.register(daily("slower", "2:10")))
                .withMessageContainingAll("changed by others again and again", "nothing was changed here");
        assertThat(this.registry.find("slower")).isEmpty();
    }

    /** Somebody does something right after a read. */
    private record OvertakenStore(ScheduleStore delegate, Runnable faster) implements ScheduleStore {

        @Override
        public long version(String namespace) {
            return this.delegate.version(namespace);
        }

        @Override
        public StoredSchedules read(String namespace) {
            StoredSchedules stored = this.delegate.read(namespace);
            this.faster.run();
            return stored;
        }

        @Override
        public boolean add(String namespace, long version, RegisteredSchedule schedule) {
            return this.delegate.add(namespace, version, schedule);
        }

        @Override
        public boolean change(String namespace, long version, ScheduleDefinition definition) {
            return this.delegate.change(namespace, version, definition);
        }

        @Override
        public boolean remove(String namespace, long version, String name) {
            return this.delegate.remove(namespace, version, name);
        }

        @Override
        public void executed(String namespace, String name, Instant fire) {
            this.delegate.executed(namespace, name, fire);
        }
    }
}
