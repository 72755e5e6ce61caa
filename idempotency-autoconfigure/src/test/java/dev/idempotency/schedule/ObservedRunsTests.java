package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

/** What schedules did is remembered: their fires, how long they took, and what was missed. */
@SuppressWarnings("FutureReturnValueIgnored")
class ObservedRunsTests {

    private static final Instant TICK = Instant.parse("2027-01-04T02:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final List<String> news = new ArrayList<>();
    private final TaskScheduler delegate = mock();
    private Instant now = TICK;
    private boolean listenerFails;
    private @Nullable Duration lease;

    private final ApplicationSchedules schedules = new ApplicationSchedules(
            () -> this.now,
            () -> (runnable, timing) -> new ScheduledTaskLookup.ScheduledTask("mail", UTC, this.lease),
            true,
            ClockChangePolicy.SHIFT,
            ScheduleResources.none(),
            new ScheduleListener() {
                @Override
                public void onMissed(String task, long times) {
                    ObservedRunsTests.this.news.add(times + " missed of " + task);
                    if (ObservedRunsTests.this.listenerFails) {
                        throw new IllegalStateException("The listener failed");
                    }
                }

                @Override
                public void onOverrun(String task) {
                    ObservedRunsTests.this.news.add("overrun of " + task);
                }
            });

    private @Nullable Runnable task;
    private @Nullable Trigger trigger;

    private void schedule(Runnable runnable, String cron) {
        when(this.delegate.schedule(any(), any(Trigger.class))).thenAnswer(call -> {
            this.task = call.getArgument(0);
            this.trigger = call.getArgument(1);
            return null;
        });
        new FireTimeScheduler(this.delegate, this.schedules, true).schedule(runnable, new CronTrigger(cron, UTC));
    }

    private void computeNext(Instant scheduled, Instant completed) {
        Objects.requireNonNull(this.trigger).nextExecution(new SimpleTriggerContext(scheduled, scheduled, completed));
    }

    private void run() {
        Objects.requireNonNull(this.task).run();
    }

    private ScheduleActivity activity() {
        assertThat(this.schedules.activity()).hasSize(1);
        return this.schedules.activity().get(0);
    }

    @Test
    void firesAreCounted() {
        schedule(() -> {}, "0 * * * * *");
        assertThat(activity()).isEqualTo(new ScheduleActivity("mail", null, 0, 0, 0));
        run();
        this.now = TICK.plusSeconds(60);
        run();
        assertThat(activity()).isEqualTo(new ScheduleActivity("mail", TICK.plusSeconds(60), 2, 0, 0));
        assertThat(this.news).isEmpty();
    }

    @Test
    void whatWasPassedOverIsMissed() {
        schedule(() -> {}, "0 * * * * *");
        computeNext(TICK, TICK.plusSeconds(1));
        assertThat(activity().missed()).isZero();
        computeNext(TICK.plusSeconds(60), TICK.plusSeconds(60 + 150));
        assertThat(activity().missed()).isEqualTo(2);
        assertThat(this.news).containsExactly("2 missed of mail");
    }

    @Test
    void aListenerThatFailsStopsNoSchedule() {
        schedule(() -> {}, "0 * * * * *");
        this.listenerFails = true;
        computeNext(TICK, TICK.plusSeconds(90));
        assertThat(activity().missed()).isEqualTo(1);
        assertThat(this.news).containsExactly("1 missed of mail");
    }

    @Test
    void theFirstFireAfterAStartHasMissedNothing() {
        schedule(() -> {}, "0 * * * * *");
        Objects.requireNonNull(this.trigger).nextExecution(new SimpleTriggerContext());
        assertThat(activity().missed()).isZero();
    }

    @Test
    void aRunThatGoesOnWhenTheNextIsDueIsAnOverrun() {
        Duration[] takes = {Duration.ofMillis(60_001)};
        schedule(() -> this.now = this.now.plus(takes[0]), "0 * * * * *");
        run();
        assertThat(activity().overruns()).isEqualTo(1);
        assertThat(this.news).containsExactly("overrun of mail");

        this.now = TICK.plusSeconds(120);
        takes[0] = Duration.ofSeconds(60);
        run();
        assertThat(activity().overruns()).isEqualTo(1);
    }

    /** It fires at 02:01, and its clock says 02:00:59.9996: the fire that follows is not this one. */
    @Test
    void aSchedulerThatIsAFractionEarlyMakesNoOverrun() {
        schedule(() -> this.now = this.now.plusSeconds(1), "0 * * * * *");
        computeNext(TICK, TICK.plusSeconds(1));
        this.now = TICK.plusSeconds(60).minusNanos(400_000);
        run();
        assertThat(activity().overruns()).isZero();
    }

    @Test
    void aFixedRateIsOverrunAPeriodAfterARunBegan() {
        Duration[] takes = {Duration.ofSeconds(10)};
        when(this.delegate.scheduleAtFixedRate(any(), any(Duration.class))).thenAnswer(call -> {
            this.task = call.getArgument(0);
            return null;
        });
        new FireTimeScheduler(this.delegate, this.schedules, true)
                .scheduleAtFixedRate(() -> this.now = this.now.plus(takes[0]), Duration.ofSeconds(10));
        run();
        assertThat(activity().overruns()).isZero();

        this.now = TICK.plusSeconds(10);
        takes[0] = Duration.ofMillis(10_001);
        run();
        assertThat(activity().overruns()).isEqualTo(1);
    }

    @Test
    void durationsOfAnUnprotectedTaskAreThoseOfItsCalls() {
        long[] inside = {0};
        schedule(() -> inside[0] = nanosUntilTheTimerMoves(), "0 * * * * *");
        assertThat(this.schedules.all().get(0).runTimes()).isNull();
        long start = System.nanoTime();
        run();
        Duration around = Duration.ofNanos(System.nanoTime() - start);
        Schedule.RunTimes runTimes =
                Objects.requireNonNull(this.schedules.all().get(0).runTimes());
        assertThat(runTimes.mean())
                .isBetween(Duration.ofNanos(inside[0]), around)
                .isPositive()
                .isEqualTo(runTimes.p95());
    }

    private static long nanosUntilTheTimerMoves() {
        long start = System.nanoTime();
        long now = start;
        while (now == start) {
            now = System.nanoTime();
        }
        return now - start;
    }

    /** A call that was refused as a duplicate is over at once, and says nothing of how long the work takes. */
    @Test
    void durationsOfAProtectedTaskAreThoseOfItsExecutions() {
        this.lease = Duration.ofMinutes(1);
        schedule(() -> {}, "0 * * * * *");
        run();
        assertThat(this.schedules.all().get(0).runTimes()).isNull();

        for (int i = 1; i <= 100; i++) {
            this.schedules.onEnded(executionOf("mail"), Duration.ofSeconds(i), ExecutionOutcome.SUCCESS);
        }
        this.schedules.onEnded(executionOf("other"), Duration.ofHours(1), ExecutionOutcome.SUCCESS);
        assertThat(this.schedules.all().get(0).runTimes())
                .isEqualTo(new Schedule.RunTimes(Duration.ofMillis(50_500), Duration.ofSeconds(95)));
    }

    private static IdempotencyContext executionOf(String task) {
        IdempotencyContext execution = mock(IdempotencyContext.class);
        given(execution.task()).willReturn(task);
        return execution;
    }

    @Test
    void protectedTasksMindClockChangesAndOthersFireAsSpringHasIt() {
        Instant repeated = Instant.parse("2027-10-31T00:30:00Z");
        assertThat(fireAfterRepeated(null, repeated)).isEqualTo("2027-10-31T01:30:00Z");
        assertThat(fireAfterRepeated(Duration.ofMinutes(1), repeated)).isEqualTo("2027-11-01T01:30:00Z");
    }

    private @Nullable Instant fireAfterRepeated(@Nullable Duration protectedBy, Instant repeated) {
        ZoneId paris = ZoneId.of("Europe/Paris");
        ApplicationSchedules inParis = new ApplicationSchedules(
                () -> this.now,
                () -> (runnable, timing) -> new ScheduledTaskLookup.ScheduledTask("mail", paris, protectedBy),
                true,
                ClockChangePolicy.SKIP,
                ScheduleResources.none(),
                new ScheduleListener() {});
        List<Trigger> given = new ArrayList<>();
        when(this.delegate.schedule(any(), any(Trigger.class))).thenAnswer(call -> {
            given.add(call.getArgument(1));
            return null;
        });
        new FireTimeScheduler(this.delegate, inParis, true).schedule(() -> {}, new CronTrigger("0 30 2 * * *", paris));
        return given.get(0).nextExecution(new SimpleTriggerContext(repeated, repeated, repeated.plusSeconds(1)));
    }

    @Test
    void aValidationRunGivesNothingToTheScheduler() {
        FireTimeScheduler looking = new FireTimeScheduler(this.delegate, this.schedules, false);
        ScheduledFuture<?> future = looking.schedule(() -> {}, new CronTrigger("0 * * * * *"));
        looking.schedule(() -> {}, TICK);
        looking.scheduleAtFixedRate(() -> {}, Duration.ofSeconds(1));
        looking.scheduleAtFixedRate(() -> {}, TICK, Duration.ofSeconds(1));
        looking.scheduleWithFixedDelay(() -> {}, Duration.ofSeconds(1));
        looking.scheduleWithFixedDelay(() -> {}, TICK, Duration.ofSeconds(1));

        verifyNoInteractions(this.delegate);
        assertThat(Objects.requireNonNull(future).isDone()).isFalse();
        assertThat(this.schedules.all()).hasSize(5);
    }

    @Test
    void aRunningOneDoes() {
        new FireTimeScheduler(this.delegate, this.schedules, true).scheduleAtFixedRate(() -> {}, Duration.ofSeconds(1));
        verify(this.delegate).scheduleAtFixedRate(any(), any(Duration.class));
    }
}
