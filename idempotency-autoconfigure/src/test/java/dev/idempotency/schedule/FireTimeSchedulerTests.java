package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

import static org.assertj.core.api.Assertions.assertThat;

/** What a node's clock says when a task fires does not matter, where the schedule says when it should have. */
@SuppressWarnings("FutureReturnValueIgnored")
class FireTimeSchedulerTests {

    private static final Instant TICK = Instant.parse("2026-03-29T01:00:00Z");

    private final RecordingScheduler delegate = new RecordingScheduler();
    private final List<@Nullable Instant> seen = new ArrayList<>();
    private Instant now = TICK;
    private final InstantSource clock = () -> this.now;
    private final ApplicationSchedules schedules = new ApplicationSchedules(
            this.clock,
            () -> (runnable, timing) -> null,
            true,
            ClockChangePolicy.SKIP,
            ScheduleResources.none(),
            new ScheduleListener() {});
    private final FireTimeScheduler scheduler = new FireTimeScheduler(this.delegate, this.schedules, true);

    private void see() {
        this.seen.add(NominalFireTime.current().orElse(null));
    }

    @Test
    void showsTheTriggersFireTimeOneByOne() {
        this.scheduler.schedule(this::see, context -> this.now);
        Trigger trigger = this.delegate.trigger();
        trigger.nextExecution(new SimpleTriggerContext());
        this.now = TICK.plusSeconds(2);
        trigger.nextExecution(new SimpleTriggerContext());

        this.delegate.run();
        this.delegate.run();

        assertThat(this.seen).containsExactly(TICK, TICK.plusSeconds(2));
        assertThat(NominalFireTime.current()).isEmpty();
    }

    @Test
    void givesEveryRunOfAFixedRateItsOwnIntervalHoweverEarlyOrLateItIs() {
        this.scheduler.scheduleAtFixedRate(this::see, TICK.plusMillis(1), Duration.ofSeconds(10));

        this.now = TICK.plusMillis(1);
        this.delegate.run();
        this.now = TICK.plusSeconds(10).minusMillis(5);
        this.delegate.run();
        this.now = TICK.plusSeconds(29);
        this.delegate.run();

        assertThat(this.seen).containsExactly(TICK, TICK.plusSeconds(10), TICK.plusSeconds(20));
    }

    @Test
    void givesNodesThatStartedAtDifferentTimesTheSameIntervals() {
        this.scheduler.scheduleAtFixedRate(this::see, TICK.plusSeconds(3), Duration.ofSeconds(10));
        this.delegate.run();
        this.scheduler.scheduleAtFixedRate(this::see, TICK.plusSeconds(8), Duration.ofSeconds(10));
        this.delegate.run();

        assertThat(this.seen).containsExactly(TICK, TICK);
    }

    @Test
    void takesTheIntervalThatAFixedDelayFallsInto() {
        this.now = TICK.plusSeconds(13);
        this.scheduler.scheduleWithFixedDelay(this::see, Duration.ofSeconds(10));
        this.delegate.run();

        assertThat(this.seen).containsExactly(TICK.plusSeconds(10));
    }

    @Test
    void showsNoFireTimeToATaskThatRunsOnce() {
        this.scheduler.schedule(this::see, TICK);
        this.delegate.run();

        assertThat(this.seen).containsExactly((Instant) null);
    }

    @Test
    void keepsTheQualifierOfTheTask() {
        this.scheduler.schedule(new Qualified(), context -> TICK);

        assertThat(this.delegate.task()).isInstanceOfSatisfying(SchedulingAwareRunnable.class, task -> {
            assertThat(task.getQualifier()).isEqualTo("other");
            assertThat(task.isLongLived()).isTrue();
        });
    }

    private static final class Qualified implements SchedulingAwareRunnable {

        @Override
        public void run() {}

        @Override
        public boolean isLongLived() {
            return true;
        }

        @Override
        public String getQualifier() {
            return "other";
        }
    }
}
