package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.support.PeriodicTrigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

import dev.idempotency.actuate.IdempotencySchedulesEndpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.mockito.Mockito.mock;

/** A trigger of the application's own making says when it fires next, and that is all there is to be known of it. */
@SuppressWarnings("FutureReturnValueIgnored")
class CustomTriggerTests {

    private static final Instant TICK = Instant.parse("2027-01-04T02:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");

    private Instant now = TICK;
    private @Nullable Duration lease;
    private final Tides tides = new Tides();
    private final RecordingScheduler recorded = new RecordingScheduler();
    private final ApplicationSchedules schedules = new ApplicationSchedules(
            () -> this.now,
            () -> (runnable, timing) -> new ScheduledTaskLookup.ScheduledTask("ferry", null, this.lease),
            true,
            ClockChangePolicy.SKIP,
            ScheduleResources.none(),
            new ScheduleListener() {});
    private final FireTimeScheduler scheduler = new FireTimeScheduler(this.recorded, this.schedules, true);
    private final ScheduleInspector inspector =
            new ScheduleInspector(this.schedules::all, () -> AnalysisSettings.in(UTC), () -> this.now);

    private @Nullable Instant ask(Instant previous) {
        return this.recorded.trigger().nextExecution(new SimpleTriggerContext(previous, previous, this.now));
    }

    private void run(Instant fire, Duration takes) {
        this.now = fire;
        this.tides.takes = takes;
        this.recorded.run();
    }

    private void schedule() {
        this.scheduler.schedule(() -> this.now = this.now.plus(this.tides.takes), this.tides);
    }

    private Schedule only() {
        assertThat(this.schedules.all()).hasSize(1);
        return this.schedules.all().get(0);
    }

    private long overruns() {
        return this.schedules.activity().get(0).overruns();
    }

    @Test
    void isAmongTheSchedulesWithWhatItSaidOfItsNextFire() {
        schedule();
        assertThat(only().timing()).isEqualTo(new ScheduleTiming.Custom("Tides", null));
        assertThat(this.inspector.inspect().nextFires()).containsEntry("ferry", List.of());

        this.tides.next = TICK.plusSeconds(1234);
        ask(TICK);

        assertThat(only().timing()).isEqualTo(new ScheduleTiming.Custom("Tides", TICK.plusSeconds(1234)));
        assertThat(this.inspector.inspect().nextFires()).containsEntry("ferry", List.of(TICK.plusSeconds(1234)));

        this.tides.next = null;
        ask(TICK.plusSeconds(1234));

        assertThat(this.inspector.inspect().nextFires()).containsEntry("ferry", List.of());
    }

    @Test
    void whatItSaidOfAFireThatHasBegunIsNoNextFire() {
        schedule();
        this.tides.next = TICK;
        ask(TICK);
        run(TICK, Duration.ofSeconds(5));

        assertThat(this.inspector.inspect().nextFires()).containsEntry("ferry", List.of());
    }

    @Test
    void theEndpointSaysThatItsFiresAreNotKnown() {
        this.lease = Duration.ofMinutes(5);
        schedule();
        this.tides.next = TICK;
        ask(TICK);
        run(TICK, Duration.ofSeconds(5));
        this.tides.next = TICK.plusSeconds(60);
        ask(TICK);

        assertThat(shown())
                .containsEntry("name", "ferry")
                .containsEntry("trigger", "Tides (fires not known)")
                .containsEntry("firesKnown", false)
                .containsEntry("nextFires", List.of("2027-01-04T02:01:00Z"))
                .containsEntry("protected", true)
                .containsEntry("lastFire", "2027-01-04T02:00:00Z")
                .containsEntry("fires", 1L)
                .containsEntry("missed", null)
                .containsEntry("overruns", 0L);
        assertThat(ScheduleReportFormat.JSON.write(this.inspector.inspect())).contains("\"firesKnown\" : false");
        assertThat(ScheduleReportFormat.TEXT.write(this.inspector.inspect()))
                .contains("ferry: Tides (fires not known), next 2027-01-04T02:01:00Z");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> shown() {
        Object shown = new IdempotencySchedulesEndpoint(
                        this.inspector, this.schedules, mock(ScheduleRegistry.class), () -> this.now)
                .schedules()
                .get("schedules");
        return (Map<String, Object>)
                assertThat(shown).asInstanceOf(LIST).singleElement().actual();
    }

    /** Most schedulers ask for the next fire when a run has ended. */
    @Test
    void aRunThatEndedAfterWhatTheTriggerThenSaysWasAnOverrun() {
        schedule();
        this.tides.next = TICK;
        ask(TICK);
        run(TICK, Duration.ofSeconds(61));
        assertThat(overruns()).isZero();
        this.tides.next = TICK.plusSeconds(60);
        ask(TICK);
        assertThat(overruns()).isEqualTo(1);

        run(TICK.plusSeconds(61), Duration.ofSeconds(5));
        this.tides.next = TICK.plusSeconds(120);
        ask(TICK.plusSeconds(60));
        assertThat(overruns()).isEqualTo(1);
    }

    /** One that hands each run to a thread of its own asks before. */
    @Test
    void soIsOneThatEndsAfterWhatTheTriggerSaidBefore() {
        schedule();
        this.tides.next = TICK;
        ask(TICK);
        this.tides.next = TICK.plusSeconds(60);
        ask(TICK);
        run(TICK, Duration.ofSeconds(61));
        assertThat(overruns()).isEqualTo(1);
    }

    /** Which is due the moment the one before it has ended. */
    @Test
    void oneThatFiresAgainAtOnceOverrunsNothing() {
        schedule();
        this.tides.next = TICK;
        ask(TICK);
        run(TICK, Duration.ofSeconds(61));
        this.tides.next = this.now;
        ask(TICK);
        assertThat(overruns()).isZero();
    }

    /** Such as one that counts its fires. */
    @Test
    void itIsAskedByTheSchedulerOnly() {
        schedule();
        this.tides.next = TICK;
        ask(TICK);
        run(TICK, Duration.ofSeconds(61));
        this.inspector.inspect();
        assertThat(this.tides.asked).isEqualTo(1);
    }

    @Test
    void soDoesAPeriodicTrigger() {
        PeriodicTrigger periodic = new PeriodicTrigger(Duration.ofSeconds(60));
        periodic.setFixedRate(true);
        this.scheduler.schedule(() -> this.now = this.now.plus(this.tides.takes), periodic);
        run(TICK, Duration.ofSeconds(61));
        ask(TICK);
        assertThat(overruns()).isEqualTo(1);
    }

    @Test
    void isCalledByWhatItCallsItselfOrByItsClass() {
        this.scheduler.schedule(() -> {}, new Trigger() {

            @Override
            public @Nullable Instant nextExecution(TriggerContext context) {
                return null;
            }

            @Override
            public String toString() {
                return "every 12.4 hours";
            }
        });
        this.scheduler.schedule(() -> {}, context -> null);
        this.scheduler.schedule(() -> {}, new Tides());

        assertThat(this.schedules.all())
                .extracting(Schedule::timing)
                .containsExactly(
                        ScheduleTiming.custom("every 12.4 hours"),
                        ScheduleTiming.custom("CustomTriggerTests"),
                        ScheduleTiming.custom("Tides"));
    }

    /** When the tide is high enough. */
    private static final class Tides implements Trigger {

        private @Nullable Instant next;
        private Duration takes = Duration.ZERO;
        private int asked;

        @Override
        public @Nullable Instant nextExecution(TriggerContext context) {
            this.asked++;
            return this.next;
        }
    }
}
