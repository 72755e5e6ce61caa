package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** The schedules of one analysis, by number, and what its parts ask of them. */
final class Analysis {

    private static final int ASSUMED_PART_OF_PERIOD = 100;

    private final AnalysisSettings settings;
    private final List<Schedule> schedules;
    private final Instant start;
    private final Instant end;
    private final double[] meanSeconds;
    private final int[] resources;
    private final @Nullable DayPattern[] patterns;
    private final boolean[] merged;

    Analysis(AnalysisSettings settings, List<Schedule> schedules, Instant start) {
        this.settings = settings;
        this.schedules = schedules;
        this.start = start;
        this.end = start.plus(settings.horizon());
        this.meanSeconds = new double[schedules.size()];
        this.resources = new int[schedules.size()];
        this.patterns = new @Nullable DayPattern[schedules.size()];
        this.merged = new boolean[schedules.size()];
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < schedules.size(); i++) {
            Schedule schedule = schedules.get(i);
            Schedule.@Nullable RunTimes runTimes = schedule.runTimes();
            this.meanSeconds[i] = (runTimes == null ? assumed(schedule) : runTimes.mean()).toNanos() / 1_000_000_000.0;
            String resource = schedule.definition().resource();
            this.resources[i] = resource == null ? -1 : numbers.computeIfAbsent(resource, name -> numbers.size());
            if (schedule.timing() instanceof ScheduleTiming.Cron cron) {
                DayPattern pattern = DayPattern.of(cron.expression());
                this.patterns[i] = pattern;
                this.merged[i] = !firesOftenerThanEveryMinute(pattern);
            }
        }
    }

    /** Nobody lets something fire every second that lasts as long. */
    private Duration assumed(Schedule schedule) {
        Duration longest = this.settings.assumedRunTime();
        return schedule.timing()
                .shortestPeriod()
                .map(period -> period.dividedBy(ASSUMED_PART_OF_PERIOD))
                .filter(part -> part.compareTo(longest) < 0)
                .orElse(longest);
    }

    /** Such a one meets everything else: it is work that is always there, and not worth a word at each meeting. */
    private static boolean firesOftenerThanEveryMinute(DayPattern pattern) {
        int[] times = pattern.times();
        for (int i = 1; i < times.length; i++) {
            if (times[i] - times[i - 1] < SlotLoad.SLOT_SECONDS) {
                return true;
            }
        }
        return false;
    }

    AnalysisSettings settings() {
        return this.settings;
    }

    int size() {
        return this.schedules.size();
    }

    Schedule schedule(int number) {
        return this.schedules.get(number);
    }

    List<Schedule> schedules() {
        return this.schedules;
    }

    Instant start() {
        return this.start;
    }

    Instant end() {
        return this.end;
    }

    /** In seconds of the epoch. */
    long from() {
        return this.start.getEpochSecond();
    }

    /** In seconds of the epoch. */
    long until() {
        return this.end.getEpochSecond();
    }

    double meanSeconds(int number) {
        return this.meanSeconds[number];
    }

    ZoneId zone(int number) {
        return schedule(number).zoneOr(this.settings.zone());
    }

    /** Whether its fires are merged with those of the others: it has fire times, and not too many of them. */
    boolean isMerged(int number) {
        return this.merged[number];
    }

    /** Whether it is work that is always there: it fires again and again, and has no fire times that would be merged. */
    boolean isSteady(int number) {
        return !this.merged[number] && !(schedule(number).timing() instanceof ScheduleTiming.Custom);
    }

    /** The names of the schedules with these numbers. */
    List<String> names(int[] numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> schedule(number).name())
                .toList();
    }

    boolean hasResource(int number) {
        return this.resources[number] >= 0;
    }

    /** Whether only one of the two may run at a time. Without a tenant is for every tenant. */
    boolean shareResource(int one, int other) {
        if (this.resources[one] < 0 || this.resources[one] != this.resources[other]) {
            return false;
        }
        String tenant = schedule(one).definition().tenant();
        String otherTenant = schedule(other).definition().tenant();
        return tenant == null || otherTenant == null || Objects.equals(tenant, otherTenant);
    }

    /** The fires of a schedule that has a pattern, from one instant to another, as far as it is valid. */
    FireTimes fireTimes(int number, Instant from, Instant until) {
        DayPattern pattern = this.patterns[number];
        if (pattern == null) {
            throw new IllegalArgumentException(schedule(number).name() + " has no fire times");
        }
        ScheduleDefinition definition = schedule(number).definition();
        Instant validFrom = definition.validFrom();
        Instant validUntil = definition.validUntil();
        return new FireTimes(
                pattern,
                zone(number),
                validFrom != null && validFrom.isAfter(from) ? validFrom : from,
                validUntil != null && validUntil.isBefore(until) ? validUntil : until);
    }
}
