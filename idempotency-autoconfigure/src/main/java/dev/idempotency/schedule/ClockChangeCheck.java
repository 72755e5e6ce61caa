package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What clock changes do to schedules, by comparing what a pattern says with when it really fires. A schedule that fires
 * at least once in the time that the change skips or repeats is left alone: its fires are as far apart as ever.
 */
final class ClockChangeCheck {

    private final Analysis analysis;
    private final Map<ZoneId, List<ZoneOffsetTransition>> changes = new HashMap<>();

    ClockChangeCheck(Analysis analysis) {
        this.analysis = analysis;
    }

    Stream<Finding> findings(int number) {
        if (!(this.analysis.schedule(number).timing() instanceof ScheduleTiming.Cron cron)) {
            return Stream.empty();
        }
        List<ZoneOffsetTransition> candidates =
                this.changes.computeIfAbsent(this.analysis.zone(number), this::changesOf);
        if (candidates.isEmpty()) {
            return Stream.empty();
        }
        return new OfSchedule(number, cron, candidates).findings();
    }

    private List<ZoneOffsetTransition> changesOf(ZoneId zone) {
        List<ZoneOffsetTransition> found = new ArrayList<>();
        Instant until = this.analysis.start().plus(this.analysis.settings().clockChangeHorizon());
        @Nullable ZoneOffsetTransition change = zone.getRules().nextTransition(this.analysis.start());
        while (change != null && change.getInstant().isBefore(until)) {
            found.add(change);
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return found;
    }

    private final class OfSchedule {

        private final int number;
        private final ScheduleTiming.Cron cron;
        private final List<ZoneOffsetTransition> changes;
        private final List<LocalDateTime> skipped = new ArrayList<>();
        private final List<LocalDateTime> lost = new ArrayList<>();
        private final List<LocalDateTime> repeated = new ArrayList<>();
        private final List<LocalDateTime> endless = new ArrayList<>();

        OfSchedule(int number, ScheduleTiming.Cron cron, List<ZoneOffsetTransition> changes) {
            this.number = number;
            this.cron = cron;
            this.changes = changes;
        }

        Stream<Finding> findings() {
            @Nullable Duration period = null;
            for (ZoneOffsetTransition change : this.changes) {
                if (isPartOfAnHour(change) && !change.isGap()) {
                    lookForStall(change);
                }
                List<LocalDateTime> touched = touched(change);
                if (touched.isEmpty()) {
                    continue;
                }
                if (period == null) {
                    period = this.cron
                            .shortestPeriod()
                            .orElse(change.getDuration().abs().plusSeconds(1));
                }
                if (period.compareTo(change.getDuration().abs()) > 0) {
                    compare(change, touched);
                }
            }
            return Stream.of(
                            finding(FindingKind.CLOCK_CHANGE_SKIPS, this.skipped),
                            finding(FindingKind.CLOCK_CHANGE_LOSES_DAY, this.lost),
                            finding(FindingKind.CLOCK_CHANGE_REPEATS, this.repeated),
                            finding(FindingKind.CLOCK_CHANGE_STALLS, this.endless))
                    .flatMap(found -> found);
        }

        /** What the pattern says for the time that is skipped or repeated. */
        private List<LocalDateTime> touched(ZoneOffsetTransition change) {
            LocalDateTime from = change.isGap() ? change.getDateTimeBefore() : change.getDateTimeAfter();
            LocalDateTime until = change.isGap() ? change.getDateTimeAfter() : change.getDateTimeBefore();
            List<LocalDateTime> found = new ArrayList<>();
            @Nullable LocalDateTime next = this.cron.expression().next(from.minusSeconds(1));
            while (next != null && next.isBefore(until)) {
                found.add(next);
                next = this.cron.expression().next(next);
            }
            return found;
        }

        private void compare(ZoneOffsetTransition change, List<LocalDateTime> touched) {
            ZoneId zone = analysis.zone(this.number);
            ZonedDateTime from = FireTimes.firstDate(change).atStartOfDay(zone);
            ZonedDateTime until = FireTimes.lastDate(change).plusDays(1).atStartOfDay(zone);
            Map<LocalDateTime, Integer> fires = new HashMap<>();
            Map<LocalDate, Integer> days = new HashMap<>();
            @Nullable ZonedDateTime fire = this.cron.expression().next(from.minusSeconds(1));
            while (fire != null && fire.isBefore(until)) {
                fires.merge(fire.toLocalDateTime(), 1, Integer::sum);
                days.merge(fire.toLocalDate(), 1, Integer::sum);
                fire = following(fire);
            }
            for (LocalDateTime time : touched) {
                int times = fires.getOrDefault(time, 0);
                if (times > 1) {
                    this.repeated.add(time);
                } else if (times == 0 && isValid(change.getInstant())) {
                    (days.containsKey(time.toLocalDate()) ? this.skipped : this.lost).add(time);
                }
            }
        }

        /** The fire after this one; {@code null} if Spring does not find it. */
        private @Nullable ZonedDateTime following(ZonedDateTime fire) {
            ZonedDateTime next = this.cron.expression().next(fire);
            return next != null && next.isAfter(fire) ? next : null;
        }

        private static boolean isPartOfAnHour(ZoneOffsetTransition change) {
            return change.getDuration().toMinutesPart() != 0;
        }

        private void lookForStall(ZoneOffsetTransition change) {
            ZonedDateTime end =
                    change.getInstant().atZone(analysis.zone(this.number)).plusHours(1);
            @Nullable ZonedDateTime fire = this.cron.expression().next(end.minusHours(3));
            while (fire != null && fire.isBefore(end)) {
                ZonedDateTime next = this.cron.expression().next(fire);
                if (next != null && !next.isAfter(fire)) {
                    this.endless.add(fire.toLocalDateTime());
                    return;
                }
                fire = next;
            }
        }

        private boolean isValid(Instant instant) {
            ScheduleDefinition definition = analysis.schedule(this.number).definition();
            Instant from = definition.validFrom();
            Instant until = definition.validUntil();
            return (from == null || !instant.isBefore(from)) && (until == null || instant.isBefore(until));
        }

        private Stream<Finding> finding(FindingKind kind, List<LocalDateTime> times) {
            if (times.isEmpty()) {
                return Stream.empty();
            }
            Schedule schedule = analysis.schedule(this.number);
            ZoneId zone = analysis.zone(this.number);
            boolean handled = isHandled(kind, schedule);
            String message = schedule.name() + " (" + this.cron + ") "
                    + switch (kind) {
                        case CLOCK_CHANGE_REPEATS -> "fires twice at " + times.get(0);
                        case CLOCK_CHANGE_STALLS ->
                            "fires again and again without a pause from " + times.get(0)
                                    + " on, since Spring does not find the fire after it";
                        case CLOCK_CHANGE_SKIPS -> "does not fire at " + times.get(0);
                        default ->
                            "does not fire at all on " + times.get(0).toLocalDate() + ", when it should at "
                                    + times.get(0).toLocalTime();
                    }
                    + ": the clock of " + zone + " is changed"
                    + (handled
                            ? ", which the policy for clock changes takes care of"
                            : ". Choose a time of day that no clock change touches, such as noon, or a zone without"
                                    + " clock changes");
            return Stream.of(new Finding(
                    kind,
                    severity(kind, handled),
                    List.of(schedule.name()),
                    message,
                    times.get(0).atZone(zone).toInstant(),
                    times.size()));
        }

        private static Severity severity(FindingKind kind, boolean handled) {
            if (handled) {
                return Severity.INFO;
            }
            return kind == FindingKind.CLOCK_CHANGE_STALLS ? Severity.ERROR : Severity.WARNING;
        }

        private boolean isHandled(FindingKind kind, Schedule schedule) {
            Schedule.Protection protection = schedule.protection();
            if (protection == null) {
                return false;
            }
            return switch (kind) {
                case CLOCK_CHANGE_STALLS -> true;
                case CLOCK_CHANGE_REPEATS -> this.cron.isDailyOrLonger();
                default -> protection.clockChanges() == ClockChangePolicy.SHIFT;
            };
        }
    }
}
