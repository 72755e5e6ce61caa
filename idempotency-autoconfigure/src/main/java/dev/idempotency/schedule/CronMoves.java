package dev.idempotency.schedule;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * The patterns that a schedule could be moved to: another minute, and for one that fires daily or less often another
 * hour. On which days it fires is the user's to say.
 */
final class CronMoves {

    static final int MINUTES_OF_DAY = 24 * 60;
    private static final int MINUTES_OF_HOUR = 60;

    /** Finer than that is nobody's time of day. */
    private static final int STEP = 5;

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final String[] fields;
    private final boolean movesHour;

    private CronMoves(String[] fields, boolean movesHour) {
        this.fields = fields;
        this.movesHour = movesHour;
    }

    /** A candidate.
     *
     * @param distance from where it is now, in minutes
     */
    record Move(ScheduleTiming.Cron cron, int minute, int distance) {}

    /** What a pattern can be moved to; {@code null} if it is more than one minute of an hour. */
    static @Nullable CronMoves of(ScheduleTiming.Cron cron) {
        String[] fields = StringUtils.tokenizeToStringArray(cron.toString(), " ");
        if (!NUMBER.matcher(fields[0]).matches() || !NUMBER.matcher(fields[1]).matches()) {
            return null;
        }
        return new CronMoves(fields, NUMBER.matcher(fields[2]).matches());
    }

    int minute() {
        int minute = Integer.parseInt(this.fields[1]);
        return this.movesHour ? Integer.parseInt(this.fields[2]) * MINUTES_OF_HOUR + minute : minute;
    }

    boolean movesHour() {
        return this.movesHour;
    }

    /** All of them but the one it has, and those that a clock change could touch. */
    List<Move> candidates(List<ZoneOffsetTransition> changes) {
        List<Move> moves = new ArrayList<>();
        int end = this.movesHour ? MINUTES_OF_DAY : MINUTES_OF_HOUR;
        for (int minute = 0; minute < end; minute += this.movesHour ? STEP : 1) {
            if (minute != minute() && !(this.movesHour && isTouched(minute, changes))) {
                moves.add(new Move(cron(minute), minute, Math.abs(minute - minute())));
            }
        }
        return moves;
    }

    private ScheduleTiming.Cron cron(int minute) {
        String[] moved = this.fields.clone();
        moved[0] = "0";
        moved[1] = Integer.toString(minute % MINUTES_OF_HOUR);
        if (this.movesHour) {
            moved[2] = Integer.toString(minute / MINUTES_OF_HOUR);
        }
        return ScheduleTiming.cron(String.join(" ", moved));
    }

    /** Whether a clock change skips or repeats this time of day. */
    static boolean isTouched(int minute, List<ZoneOffsetTransition> changes) {
        LocalTime time = LocalTime.ofSecondOfDay(minute * 60L);
        return changes.stream().anyMatch(change -> touched(change).contains(time));
    }

    private static TimeWindow touched(ZoneOffsetTransition change) {
        return change.isGap()
                ? new TimeWindow(
                        change.getDateTimeBefore().toLocalTime(),
                        change.getDateTimeAfter().toLocalTime())
                : new TimeWindow(
                        change.getDateTimeAfter().toLocalTime(),
                        change.getDateTimeBefore().toLocalTime());
    }

    /** The clock changes of a zone that an analysis looks at. */
    static List<ZoneOffsetTransition> changes(ZoneId zone, Analysis analysis) {
        List<ZoneOffsetTransition> found = new ArrayList<>();
        ZoneOffsetTransition change = zone.getRules().nextTransition(analysis.start());
        while (change != null
                && change.getInstant()
                        .isBefore(analysis.start().plus(analysis.settings().clockChangeHorizon()))) {
            found.add(change);
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return found;
    }
}
