package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;

/**
 * A cron trigger that minds clock changes: what fires daily or less often fires once where the clock repeats an hour, and
 * what the clock skips may be made up when the skipped time is over. It does not ask Spring's expression, which does not
 * get past some repeated times, see {@link FireTimes}.
 */
final class ClockChangeTrigger implements Trigger {

    /** What does not fire within that time does not wait for a clock change either. */
    private static final Duration AHEAD = Duration.ofDays(5 * 366);

    private final ScheduleTiming.Cron cron;
    private final DayPattern pattern;
    private final ZoneId zone;
    private final ClockChangePolicy policy;
    private final boolean dailyOrLonger;

    ClockChangeTrigger(ScheduleTiming.Cron cron, ZoneId zone, ClockChangePolicy policy) {
        this.cron = cron;
        this.pattern = DayPattern.of(cron.expression());
        this.zone = zone;
        this.policy = policy;
        this.dailyOrLonger = cron.isDailyOrLonger();
    }

    @Override
    public @Nullable Instant nextExecution(TriggerContext context) {
        Instant base = TriggerBase.of(context);
        FireTimes fires = new FireTimes(this.pattern, this.zone, base.plusNanos(1), base.plus(AHEAD));
        Instant next = instant(fires.next());
        while (next != null && this.dailyOrLonger && isRepetition(next)) {
            next = instant(fires.next());
        }
        Instant madeUp = this.policy == ClockChangePolicy.SHIFT ? madeUp(base, next) : null;
        return madeUp != null ? madeUp : next;
    }

    private static @Nullable Instant instant(long second) {
        return second == FireTimes.NONE ? null : Instant.ofEpochSecond(second);
    }

    private boolean isRepetition(Instant fire) {
        LocalDateTime local = LocalDateTime.ofInstant(fire, this.zone);
        List<ZoneOffset> offsets = this.zone.getRules().getValidOffsets(local);
        return offsets.size() > 1 && !this.zone.getRules().getOffset(fire).equals(offsets.get(0));
    }

    /** The end of the first skipped time between {@code base} and {@code next} in which it should have fired. */
    private @Nullable Instant madeUp(Instant base, @Nullable Instant next) {
        ZoneOffsetTransition change = this.zone.getRules().nextTransition(base);
        while (change != null && next != null && change.getInstant().isBefore(next)) {
            if (change.isGap() && isSkippedBy(change)) {
                return change.getInstant();
            }
            change = this.zone.getRules().nextTransition(change.getInstant());
        }
        return null;
    }

    /** Not where it fires more often than the clock skips: such fires are as far apart as ever. */
    private boolean isSkippedBy(ZoneOffsetTransition gap) {
        LocalDateTime skipped =
                this.cron.expression().next(gap.getDateTimeBefore().minusSeconds(1));
        return skipped != null
                && skipped.isBefore(gap.getDateTimeAfter())
                && this.cron
                        .shortestPeriod()
                        .filter(period -> period.compareTo(gap.getDuration()) <= 0)
                        .isEmpty();
    }

    @Override
    public String toString() {
        return this.cron.toString();
    }
}
