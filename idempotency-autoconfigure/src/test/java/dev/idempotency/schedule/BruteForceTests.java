package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What the analyser says of random schedules is what a look at every single second says. */
class BruteForceTests {

    private static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    /** The clock is changed on the second day. */
    private static final Instant FROM = Instant.parse("2027-03-26T22:59:17Z");

    private static final Duration HORIZON = Duration.ofDays(3);

    private record Occurrence(long first, long times) {

        Occurrence and(long another) {
            return new Occurrence(Math.min(this.first, another), this.times + 1);
        }

        static Occurrence of(Finding finding) {
            Instant first = finding.firstAt();
            assertThat(first).isNotNull();
            return new Occurrence(first.getEpochSecond(), finding.times());
        }
    }

    /** A few schedules with the seconds at which they fire. */
    private static final class Subject {

        private final List<Schedule> schedules = new ArrayList<>();
        private final Map<String, List<Long>> fires = new TreeMap<>();

        Subject(long seed) {
            Random random = new Random(seed);
            for (int i = 0; i < 7; i++) {
                RandomCron cron = RandomCron.next(random);
                // Without this they would hardly ever meet.
                RandomCron atFullMinutes = new RandomCron(
                        new TreeSet<>(List.of(0)), cron.minutes(), cron.hours(), cron.days(), cron.weekdays());
                String name = "task-" + i;
                int mean = 1 + random.nextInt(400);
                this.schedules.add(Schedule.of(ScheduleDefinition.cron(name, atFullMinutes.expression())
                                .zone(ZONE)
                                .resource(i % 3 == 0 ? "table" : null))
                        .lasting(Duration.ofSeconds(mean), Duration.ofSeconds(mean + random.nextInt(400))));
                this.fires.put(name, atFullMinutes.fires(ZONE, FROM, FROM.plus(HORIZON)));
            }
        }

        ScheduleReport report() {
            return new ScheduleAnalyzer(AnalysisSettings.in(ZONE).poolSize(2).horizon(HORIZON))
                    .analyze(this.schedules, FROM);
        }

        long p95(String name) {
            return runTimes(name).p95().toSeconds();
        }

        long mean(String name) {
            return runTimes(name).mean().toSeconds();
        }

        private Schedule.RunTimes runTimes(String name) {
            Schedule.RunTimes runTimes = this.schedules.stream()
                    .filter(schedule -> schedule.name().equals(name))
                    .findAny()
                    .orElseThrow()
                    .runTimes();
            assertThat(runTimes).isNotNull();
            return runTimes;
        }

        boolean shareTable(String one, String other) {
            return List.of("task-0", "task-3", "task-6").containsAll(List.of(one, other));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void collisions(long seed) {
        Subject subject = new Subject(seed);
        Map<Long, TreeSet<String>> bySecond = new HashMap<>();
        subject.fires.forEach((name, fires) -> fires.forEach(second ->
                bySecond.computeIfAbsent(second, key -> new TreeSet<>()).add(name)));
        Map<TreeSet<String>, Occurrence> expected = new HashMap<>();
        bySecond.forEach((second, names) -> {
            if (names.size() > 1) {
                expected.merge(names, new Occurrence(second, 1), (before, one) -> before.and(second));
            }
        });

        Map<TreeSet<String>, Occurrence> found = new HashMap<>();
        subject.report()
                .findings(FindingKind.COLLISION)
                .forEach(finding -> found.put(new TreeSet<>(finding.schedules()), Occurrence.of(finding)));

        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void overlaps(long seed) {
        Subject subject = new Subject(seed);
        Map<TreeSet<String>, Occurrence> expected = new HashMap<>();
        subject.fires.forEach((one, fires) -> subject.fires.forEach((other, otherFires) -> {
            if (one.equals(other)) {
                return;
            }
            TreeSet<String> pair = new TreeSet<>(List.of(one, other));
            for (long fire : fires) {
                boolean running =
                        otherFires.stream().anyMatch(begun -> begun < fire && fire < begun + subject.p95(other));
                boolean together = otherFires.contains(fire) && subject.shareTable(one, other);
                // The two sides of a collision are one overlap.
                if (running || (together && one.compareTo(other) < 0 && !runs(subject, one, fire))) {
                    expected.merge(pair, new Occurrence(fire, 1), (before, next) -> before.and(fire));
                }
            }
        }));

        Map<TreeSet<String>, Occurrence> found = new HashMap<>();
        subject.report()
                .findings(FindingKind.OVERLAP)
                .forEach(finding -> found.put(new TreeSet<>(finding.schedules()), Occurrence.of(finding)));

        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((pair, occurrence) -> {
            if (!subject.shareTable(pair.first(), pair.last())) {
                assertThat(found.get(pair)).as("%s", pair).isEqualTo(occurrence);
            }
        });
    }

    private static boolean runs(Subject subject, String name, long at) {
        return subject.fires.getOrDefault(name, List.of()).stream()
                .anyMatch(begun -> begun < at && at < begun + subject.p95(name));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void load(long seed) {
        Subject subject = new Subject(seed);
        double[] busy = new double[(int) HORIZON.toMinutes()];
        subject.fires.forEach((name, fires) -> fires.forEach(fire -> {
            for (long second = fire; second < fire + subject.mean(name); second++) {
                int minute = (int) ((second - FROM.getEpochSecond()) / 60);
                if (minute < busy.length) {
                    busy[minute] += 1.0 / (60 * 2);
                }
            }
        }));
        double peak = 0;
        double sum = 0;
        for (double minute : busy) {
            peak = Math.max(peak, minute);
            sum += minute;
        }

        LoadProfile profile = subject.report().load();

        assertThat(profile.peak()).isCloseTo(peak, within(1e-6)).isPositive();
        assertThat(profile.mean()).isCloseTo(sum / busy.length, within(1e-6));
    }

    /** {@code a mod m} and {@code b mod n} meet if and only if a and b are equal modulo gcd(m, n); then every lcm(m, n). */
    @Test
    void minutesMeetByTheRuleOfTheGreatestCommonDivisor() {
        assertGcdRule(60, 3600, "0 %d/%d * * * *");
    }

    @Test
    void hoursMeetByTheRuleOfTheGreatestCommonDivisor() {
        assertGcdRule(24, 86400, "0 0 %d/%d * * *");
    }

    private static void assertGcdRule(int cycle, int secondsOfCycle, String pattern) {
        List<Integer> divisors = java.util.stream.IntStream.rangeClosed(1, cycle)
                .filter(divisor -> cycle % divisor == 0)
                .boxed()
                .toList();
        ScheduleAnalyzer analyzer = new ScheduleAnalyzer(
                AnalysisSettings.in(ZoneId.of("UTC")).horizon(Duration.ofSeconds(2L * secondsOfCycle)));
        Random random = new Random(60);
        int met = 0;
        for (int i = 0; i < 600; i++) {
            int m = divisors.get(random.nextInt(divisors.size()));
            int n = divisors.get(random.nextInt(divisors.size()));
            int a = random.nextInt(m);
            int b = random.nextInt(n);
            int gcd = gcd(m, n);
            long expected = a % gcd == b % gcd ? 2L * cycle / ((long) m * n / gcd) : 0;

            ScheduleReport report = analyzer.analyze(
                    List.of(
                            Schedule.of(ScheduleDefinition.cron("one", pattern.formatted(a, m))),
                            Schedule.of(ScheduleDefinition.cron("other", pattern.formatted(b, n)))),
                    Instant.parse("2027-01-01T00:00:00Z"));

            assertThat(report.findings(FindingKind.COLLISION).stream()
                            .mapToLong(Finding::times)
                            .sum())
                    .as("%d mod %d and %d mod %d", a, m, b, n)
                    .isEqualTo(expected);
            met += expected > 0 ? 1 : 0;
        }
        assertThat(met).as("cases that meet").isBetween(100, 500);
    }

    private static int gcd(int m, int n) {
        return n == 0 ? m : gcd(n, m % n);
    }
}
