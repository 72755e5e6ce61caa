package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** What can be said of a schedule without looking at the others. */
final class SingleChecks {

    /** From this part of its period on, the 95th percentile is a warning. */
    private static final double NEARLY = 0.8;

    private final Analysis analysis;

    SingleChecks(Analysis analysis) {
        this.analysis = analysis;
    }

    Stream<Finding> findings(int number, @Nullable Duration period) {
        Schedule schedule = this.analysis.schedule(number);
        return Stream.of(
                        neverFires(schedule, number),
                        missingZone(schedule),
                        tooFrequent(schedule, period),
                        overrun(schedule, period),
                        shortLease(schedule),
                        unprotected(schedule, period))
                .flatMap(Optional::stream);
    }

    private Optional<Finding> neverFires(Schedule schedule, int number) {
        Instant start = this.analysis.start();
        ScheduleDefinition definition = schedule.definition();
        Instant validUntil = definition.validUntil();
        if (validUntil != null && !validUntil.isAfter(start)) {
            return Optional.of(Finding.of(
                    FindingKind.NEVER_FIRES,
                    Severity.WARNING,
                    schedule,
                    schedule.name() + " does not fire any more: it was valid until " + validUntil
                            + ". Remove it, or move its end"));
        }
        if (!(schedule.timing() instanceof ScheduleTiming.Cron cron)) {
            return Optional.empty();
        }
        Instant validFrom = definition.validFrom();
        ZonedDateTime from =
                (validFrom != null && validFrom.isAfter(start) ? validFrom : start).atZone(this.analysis.zone(number));
        ZonedDateTime next = cron.expression().next(from.minusNanos(1));
        if (next == null) {
            return Optional.of(Finding.of(
                    FindingKind.NEVER_FIRES,
                    Severity.ERROR,
                    schedule,
                    schedule.name() + " never fires: there is no date as '" + cron + "' asks for"));
        }
        return validUntil == null || next.toInstant().isBefore(validUntil)
                ? Optional.empty()
                : Optional.of(Finding.of(
                        FindingKind.NEVER_FIRES,
                        Severity.ERROR,
                        schedule,
                        schedule.name() + " never fires: '" + cron + "' comes first at " + next.toInstant()
                                + ", and it is valid until " + validUntil));
    }

    /** A pattern that has all hours and all dates is the same in every zone, or nearly. */
    private Optional<Finding> missingZone(Schedule schedule) {
        if (schedule.definition().zone() != null || !(schedule.timing() instanceof ScheduleTiming.Cron cron)) {
            return Optional.empty();
        }
        String[] fields = StringUtils.tokenizeToStringArray(cron.toString(), " ");
        boolean anyHour = fields[2].equals("*") && fields[3].matches("[*?]") && fields[5].matches("[*?]");
        if (anyHour) {
            return Optional.empty();
        }
        ZoneId machine = this.analysis.settings().zone();
        return Optional.of(Finding.of(
                FindingKind.MISSING_ZONE,
                machine.getRules().isFixedOffset() ? Severity.INFO : Severity.WARNING,
                schedule,
                schedule.name() + " (" + cron + ") names no zone: it follows the clock of the machine, here " + machine
                        + ". Name one: @Scheduled(zone = \"...\")"));
    }

    private Optional<Finding> tooFrequent(Schedule schedule, @Nullable Duration period) {
        if (period == null || period.compareTo(this.analysis.settings().tooFrequent()) >= 0) {
            return Optional.empty();
        }
        boolean cron = schedule.timing() instanceof ScheduleTiming.Cron;
        return Optional.of(Finding.of(
                FindingKind.TOO_FREQUENT,
                cron ? Severity.WARNING : Severity.INFO,
                schedule,
                schedule.name() + " (" + schedule.timing() + ") fires every " + period
                        + (cron ? ". The first field of a pattern is the second, not the minute" : "")));
    }

    private Optional<Finding> overrun(Schedule schedule, @Nullable Duration period) {
        Schedule.RunTimes runTimes = schedule.runTimes();
        if (runTimes == null || period == null || schedule.timing() instanceof ScheduleTiming.FixedDelay) {
            return Optional.empty();
        }
        double ratio = (double) runTimes.p95().toMillis() / period.toMillis();
        if (ratio < NEARLY) {
            return Optional.empty();
        }
        return Optional.of(Finding.of(
                FindingKind.SELF_OVERRUN,
                ratio >= 1 ? Severity.ERROR : Severity.WARNING,
                schedule,
                schedule.name() + " fires every " + period + ", and its runs take up to " + runTimes.p95()
                        + " (95th percentile), which is " + Math.round(ratio * 100)
                        + " %: fires are missed. Let it fire less often, or do less in a run"));
    }

    private static Optional<Finding> shortLease(Schedule schedule) {
        Schedule.RunTimes runTimes = schedule.runTimes();
        Schedule.Protection protection = schedule.protection();
        if (runTimes == null || protection == null || protection.lease().compareTo(runTimes.p95()) >= 0) {
            return Optional.empty();
        }
        return Optional.of(Finding.of(
                FindingKind.SHORT_LEASE,
                protection.renewed() ? Severity.INFO : Severity.ERROR,
                schedule,
                schedule.name() + " has a lease of " + protection.lease() + ", and its runs take up to "
                        + runTimes.p95() + " (95th percentile)"
                        + (protection.renewed()
                                ? "; the lease is renewed while it runs"
                                : ": another node takes over before it is done. Set a longer lease, or"
                                        + " idempotency.keep-alive.enabled=true")));
    }

    /** What every node does once a day was meant to be done once; what it does all the time, or nobody knows when, may be its own. */
    private static Optional<Finding> unprotected(Schedule schedule, @Nullable Duration period) {
        if (schedule.protection() != null) {
            return Optional.empty();
        }
        boolean often = schedule.timing() instanceof ScheduleTiming.Custom
                || (period != null && period.compareTo(Duration.ofDays(1)) < 0);
        return Optional.of(Finding.of(
                FindingKind.UNPROTECTED,
                often ? Severity.INFO : Severity.WARNING,
                schedule,
                schedule.name() + " runs on every node, each time it fires. Put @Idempotent on it, unless that is"
                        + " what it is for"));
    }
}
