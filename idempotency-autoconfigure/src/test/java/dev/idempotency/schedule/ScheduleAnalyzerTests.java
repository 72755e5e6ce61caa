package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/** Every kind of finding, and the schedules next to it that are none. */
class ScheduleAnalyzerTests {

    private static final Instant FROM = Instant.parse("2027-01-04T00:00:00Z");
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Schedule.Protection PROTECTION =
            new Schedule.Protection(Duration.ofMinutes(5), true, ClockChangePolicy.SKIP);

    private final AnalysisSettings settings = AnalysisSettings.in(UTC).poolSize(4);

    private static Schedule cron(String name, String expression) {
        return cron(name, expression, UTC);
    }

    private static Schedule cron(String name, String expression, ZoneId zone) {
        return Schedule.of(ScheduleDefinition.cron(name, expression).zone(zone)).protection(PROTECTION);
    }

    private static Schedule every(String name, Duration period) {
        return Schedule.of(ScheduleDefinition.of(name, ScheduleTiming.fixedRate(period)))
                .protection(PROTECTION);
    }

    private static Schedule onTable(Schedule schedule) {
        return new Schedule(schedule.definition().resource("table"), schedule.protection(), schedule.runTimes());
    }

    private ScheduleReport analyze(Schedule... schedules) {
        return new ScheduleAnalyzer(this.settings).analyze(List.of(schedules), FROM);
    }

    private Finding only(FindingKind kind, Schedule... schedules) {
        List<Finding> found = analyze(schedules).findings(kind);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private void none(FindingKind kind, Schedule... schedules) {
        assertThat(analyze(schedules).findings(kind)).isEmpty();
    }

    @Test
    void aGoodSetHasNoFindingsAndAnA() {
        ScheduleReport report = analyze(
                cron("a", "0 17 1 * * *").lasting(Duration.ofSeconds(20)),
                cron("b", "0 41 3 * * *").lasting(Duration.ofSeconds(20)));

        assertThat(report.findings()).isEmpty();
        assertThat(report.worst()).isEmpty();
        assertThat(report.health()).isEqualTo(new Health(100, Grade.A));
        assertThat(report.nextFires().get("a"))
                .startsWith(Instant.parse("2027-01-04T01:17:00Z"), Instant.parse("2027-01-05T01:17:00Z"))
                .hasSize(5);
    }

    @Test
    void anEmptySetIsHealthy() {
        ScheduleReport report = analyze();
        assertThat(report.health().grade()).isEqualTo(Grade.A);
        assertThat(report.load().peakAt()).isNull();
        assertThat(report.load().peakToMean()).isEqualTo(1);
    }

    @Test
    void refusesTwoOfTheSameName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> analyze(cron("a", "0 0 1 * * *"), cron("a", "0 0 2 * * *")))
                .withMessage("Two schedules are named 'a'");
    }

    @Test
    void aDateThatDoesNotExist() {
        Finding finding = only(FindingKind.NEVER_FIRES, cron("a", "0 0 0 30 2 *"), cron("leap", "0 0 0 29 2 *"));
        assertThat(finding.schedules()).containsExactly("a");
        assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        assertThat(finding.message()).contains("0 0 0 30 2 *");
    }

    @Test
    void aValidityThatIsOverOrTooShort() {
        Schedule over = Schedule.of(
                ScheduleDefinition.cron("over", "0 0 1 * * *").zone(UTC).valid(null, FROM.minusSeconds(1)));
        Schedule tooShort = Schedule.of(ScheduleDefinition.cron("short", "0 0 1 * * *")
                .zone(UTC)
                .valid(FROM.plus(Duration.ofHours(2)), FROM.plus(Duration.ofHours(20))));
        Schedule enough = Schedule.of(ScheduleDefinition.cron("enough", "0 0 1 * * *")
                .zone(UTC)
                .valid(FROM.plus(Duration.ofHours(2)), FROM.plus(Duration.ofHours(26))));

        assertThat(analyze(over, tooShort, enough).findings(FindingKind.NEVER_FIRES))
                .extracting(finding -> finding.schedules().get(0), Finding::severity)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("short", Severity.ERROR),
                        org.assertj.core.groups.Tuple.tuple("over", Severity.WARNING));
    }

    @Test
    void theSameTaskAtTheSameTimes() {
        Schedule one = cron("one", "0 0 9 * * MON-FRI");
        Schedule other = cron("other", "0 0 9 ? * 1,2,3,4,5");
        Finding finding = only(FindingKind.DUPLICATE, ofTask(one, "mail"), ofTask(other, "mail"));
        assertThat(finding.schedules()).containsExactly("one", "other");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);

        assertThat(only(
                                FindingKind.DUPLICATE,
                                ofTask(one, "mail").protection(null),
                                ofTask(other, "mail").protection(null))
                        .severity())
                .isEqualTo(Severity.ERROR);
        none(FindingKind.DUPLICATE, one, other);
        none(FindingKind.DUPLICATE, ofTask(one, "mail"), ofTask(cron("other", "0 0 9 * * *"), "mail"));
        none(
                FindingKind.DUPLICATE,
                ofTask(one, "mail"),
                new Schedule(ofTask(other, "mail").definition().tenant("acme"), PROTECTION, null));
    }

    private static Schedule ofTask(Schedule schedule, String task) {
        return new Schedule(schedule.definition().task(task), schedule.protection(), schedule.runTimes());
    }

    @Test
    void theSameTaskAtTheSameTimesInZonesThatDiffer() {
        Schedule utc = ofTask(cron("utc", "0 0 8 * * *"), "mail");
        Schedule paris = ofTask(cron("paris", "0 0 9 * * *", PARIS), "mail");
        assertThat(only(FindingKind.DUPLICATE, utc, paris).schedules()).containsExactly("utc", "paris");
    }

    @Test
    void fewAtTheSameInstantAreWorthKnowingAndManyAreAWarning() {
        Finding few = only(FindingKind.COLLISION, cron("a", "0 0 * * * *"), cron("b", "0 0 6 * * *"));
        assertThat(few.severity()).isEqualTo(Severity.INFO);
        assertThat(few.times()).isEqualTo(14);
        assertThat(few.firstAt()).isEqualTo("2027-01-04T06:00:00Z");

        Finding many = only(FindingKind.COLLISION, crowd(60, Duration.ofSeconds(3)));
        assertThat(many.severity()).isEqualTo(Severity.WARNING);
        assertThat(many.message())
                .startsWith("60 schedules fire at the same instant")
                .contains("PT44S late");
    }

    private static Schedule[] crowd(int size, Duration lasting) {
        List<Schedule> crowd = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            crowd.add(cron("crowd-" + i, "0 0 2 * * *").lasting(lasting));
        }
        return crowd.toArray(Schedule[]::new);
    }

    @Test
    void runningAtTheSameTimeMattersWhereTheyShareAResource() {
        Schedule one = cron("one", "0 0 1 * * *").lasting(Duration.ofMinutes(5), Duration.ofMinutes(11));
        Schedule other = cron("other", "0 10 1 * * *").lasting(Duration.ofMinutes(1));

        assertThat(only(FindingKind.OVERLAP, one, other).severity()).isEqualTo(Severity.INFO);
        Finding shared = only(FindingKind.OVERLAP, onTable(one), onTable(other));
        assertThat(shared.severity()).isEqualTo(Severity.ERROR);
        assertThat(shared.times()).isEqualTo(14);
        assertThat(shared.firstAt()).isEqualTo("2027-01-04T01:10:00Z");
        none(FindingKind.OVERLAP, onTable(one.lasting(Duration.ofMinutes(10))), onTable(other));
    }

    @Test
    void aResourceThatAFixedRateUsesTooCannotBeAvoided() {
        Finding finding = only(
                FindingKind.OVERLAP,
                onTable(every("poll", Duration.ofMinutes(1))),
                onTable(cron("nightly", "0 0 1 * * *")));
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.firstAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"59, -", "240, WARNING", "299, WARNING", "300, ERROR", "900, ERROR"})
    void runsThatTakeAsLongAsTheirPeriod(long p95, Severity expected) {
        List<Finding> found = analyze(
                        cron("a", "0 */5 * * * *").lasting(Duration.ofSeconds(50), Duration.ofSeconds(p95)))
                .findings(FindingKind.SELF_OVERRUN);
        assertThat(found.stream().map(Finding::severity)).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void aFixedDelayNeverOverrunsItself() {
        none(
                FindingKind.SELF_OVERRUN,
                Schedule.of(ScheduleDefinition.of("a", ScheduleTiming.fixedDelay(Duration.ofSeconds(10))))
                        .lasting(Duration.ofHours(1)));
    }

    /** Nobody knows when it fires, so it meets nobody, is no load, and spoils nothing that is said of the others. */
    @Test
    void aTriggerOfItsOwnMakingIsLeftOutOfWhatIsSimulated() {
        Schedule nightly = cron("nightly", "0 0 2 * * *").lasting(Duration.ofMinutes(4));
        Schedule tides = Schedule.of(ScheduleDefinition.of("tides", ScheduleTiming.custom("Tides")))
                .protection(PROTECTION)
                .lasting(Duration.ofMinutes(4));
        Schedule again = new Schedule(
                ScheduleDefinition.of("tides#2", ScheduleTiming.custom("Tides")).task("tides"), PROTECTION, null);

        ScheduleReport alone = analyze(nightly);
        ScheduleReport report = analyze(nightly, tides, again);

        assertThat(report.findings()).isEmpty();
        assertThat(report.load()).isEqualTo(alone.load());
        assertThat(report.nextFires().get("tides")).isEmpty();
    }

    @Test
    void aTriggerOfItsOwnMakingMayMeetWhoeverUsesTheSameResource() {
        Finding overlap = only(
                FindingKind.OVERLAP,
                onTable(cron("nightly", "0 0 2 * * *")),
                onTable(Schedule.of(ScheduleDefinition.of("tides", ScheduleTiming.custom("Tides")))));
        assertThat(overlap.severity()).isEqualTo(Severity.WARNING);
        assertThat(overlap.schedules()).containsExactly("nightly", "tides");
    }

    @Test
    void whatRunsOnEveryNodeNobodyKnowsHowOftenMayBeMeantTo() {
        assertThat(only(
                                FindingKind.UNPROTECTED,
                                Schedule.of(ScheduleDefinition.of("tides", ScheduleTiming.custom("Tides"))))
                        .severity())
                .isEqualTo(Severity.INFO);
    }

    @Test
    void aTriggerOfItsOwnMakingWithRunsLongerThanItsLeaseIsSaid() {
        assertThat(only(
                                FindingKind.SHORT_LEASE,
                                Schedule.of(ScheduleDefinition.of("tides", ScheduleTiming.custom("Tides")))
                                        .protection(new Schedule.Protection(
                                                Duration.ofMinutes(1), false, ClockChangePolicy.SKIP))
                                        .lasting(Duration.ofMinutes(2)))
                        .severity())
                .isEqualTo(Severity.ERROR);
    }

    @Test
    void moreWorkThanThreadsShouldHave() {
        Finding warning = only(FindingKind.HOTSPOT, crowd(9, Duration.ofSeconds(20)));
        assertThat(warning.severity()).isEqualTo(Severity.WARNING);
        assertThat(warning.times()).isEqualTo(14);
        assertThat(warning.firstAt()).isEqualTo("2027-01-04T02:00:00Z");
        assertThat(warning.message()).contains("75 % of 4 threads");

        assertThat(only(FindingKind.HOTSPOT, crowd(13, Duration.ofSeconds(20))).severity())
                .isEqualTo(Severity.ERROR);
        none(FindingKind.HOTSPOT, crowd(8, Duration.ofSeconds(20)));
    }

    @Test
    void oneLongRunAloneIsNoHotspotHoweverFewTheThreads() {
        ScheduleReport report = new ScheduleAnalyzer(AnalysisSettings.in(UTC))
                .analyze(List.of(cron("a", "0 0 1 * * *").lasting(Duration.ofHours(2))), FROM);
        assertThat(report.findings(FindingKind.HOTSPOT)).isEmpty();
        assertThat(report.load().peak()).isEqualTo(1);
        assertThat(report.health().score()).isEqualTo(100);
    }

    @Test
    void loadCountsWhatFiresAllTheTime() {
        ScheduleReport report = analyze(
                every("poll", Duration.ofSeconds(30)).lasting(Duration.ofSeconds(3)),
                cron("hourly", "0 30 * * * *").lasting(Duration.ofSeconds(36)));

        LoadProfile load = report.load();
        assertThat(load.mean()).isCloseTo((0.1 + 0.01) / 4, within(1e-9));
        assertThat(load.peak()).isCloseTo((0.1 + 0.6) / 4, within(1e-9));
        assertThat(load.peakAt()).isEqualTo("2027-01-04T00:30:00Z");
        assertThat(share(load, Frequency.SECONDS).share()).isCloseTo(10 / 11.0, within(1e-9));
        assertThat(share(load, Frequency.HOURS).fires()).isEqualTo(14 * 24);
    }

    private static LoadProfile.Share share(LoadProfile load, Frequency frequency) {
        return Objects.requireNonNull(load.byFrequency().get(frequency));
    }

    @ParameterizedTest
    @CsvSource({
        "0 30 2 * * *, Europe/Paris, CLOCK_CHANGE_LOSES_DAY, 2",
        "'0 30 2,14 * * *', Europe/Paris, CLOCK_CHANGE_SKIPS, 2",
        "0 0 0 * * *, Africa/Cairo, CLOCK_CHANGE_LOSES_DAY, 2",
        "0 0 0 * * *, America/Santiago, CLOCK_CHANGE_LOSES_DAY, 2",
        "0 30 1 * * *, America/New_York, CLOCK_CHANGE_REPEATS, 2",
        "0 15 2 * * *, Australia/Lord_Howe, CLOCK_CHANGE_LOSES_DAY, 2",
        "0 30 2 * * *, Antarctica/Troll, CLOCK_CHANGE_LOSES_DAY, 2"
    })
    void clockChangesOfTwoYears(String expression, ZoneId zone, FindingKind kind, int times) {
        Finding finding = only(kind, cron("a", expression, zone));
        assertThat(finding.severity())
                .isEqualTo(kind == FindingKind.CLOCK_CHANGE_REPEATS ? Severity.INFO : Severity.WARNING);
        assertThat(finding.times()).isEqualTo(times);

        assertThat(only(kind, cron("a", expression, zone).protection(null)).severity())
                .isEqualTo(Severity.WARNING);
    }

    @Test
    void anHourlyPatternThatSpringDoesNotGetPast() {
        ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe");
        assertThat(only(
                                FindingKind.CLOCK_CHANGE_STALLS,
                                cron("a", "0 0 * * * *", lordHowe).protection(null))
                        .severity())
                .isEqualTo(Severity.ERROR);
        assertThat(only(FindingKind.CLOCK_CHANGE_STALLS, cron("a", "0 0 * * * *", lordHowe))
                        .severity())
                .isEqualTo(Severity.INFO);
    }

    @Test
    void clockChangesDoNothingToWhatFiresThroughThem() {
        for (FindingKind kind : List.of(
                FindingKind.CLOCK_CHANGE_LOSES_DAY, FindingKind.CLOCK_CHANGE_SKIPS, FindingKind.CLOCK_CHANGE_REPEATS)) {
            none(
                    kind,
                    cron("quarters", "0 */15 * * * *", PARIS),
                    cron("hours", "0 0 * * * *", PARIS),
                    cron("noon", "0 0 12 * * *", PARIS),
                    cron("weekdays", "0 30 2 * * MON-FRI", PARIS));
        }
    }

    @Test
    void aMadeUpFireIsNotLost() {
        Schedule shifted = cron("a", "0 30 2 * * *", PARIS)
                .protection(new Schedule.Protection(Duration.ofMinutes(5), true, ClockChangePolicy.SHIFT));
        assertThat(only(FindingKind.CLOCK_CHANGE_LOSES_DAY, shifted).severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void aPatternWithoutAZoneWhereThatMatters() {
        Schedule daily = Schedule.of(ScheduleDefinition.cron("daily", "0 0 12 * * *"));
        Schedule hourly = Schedule.of(ScheduleDefinition.cron("hourly", "0 10 * * * *"));
        assertThat(only(FindingKind.MISSING_ZONE, daily, hourly))
                .extracting(Finding::severity, finding -> finding.schedules().get(0))
                .containsExactly(Severity.INFO, "daily");
        assertThat(new ScheduleAnalyzer(AnalysisSettings.in(PARIS))
                        .analyze(List.of(daily), FROM)
                        .findings(FindingKind.MISSING_ZONE))
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING);
    }

    @Test
    void aPatternThatCountsSecondsWhereMinutesWereMeant() {
        assertThat(only(FindingKind.TOO_FREQUENT, cron("a", "* 5 * * * *"), cron("b", "*/10 * * * * *")))
                .extracting(Finding::severity, finding -> finding.schedules().get(0))
                .containsExactly(Severity.WARNING, "a");
        assertThat(only(FindingKind.TOO_FREQUENT, every("poll", Duration.ofSeconds(1)))
                        .severity())
                .isEqualTo(Severity.INFO);
    }

    @Test
    void aLeaseThatEndsBeforeTheRun() {
        Schedule schedule = cron("a", "0 0 1 * * *").lasting(Duration.ofMinutes(4), Duration.ofMinutes(6));
        assertThat(only(FindingKind.SHORT_LEASE, schedule).severity()).isEqualTo(Severity.INFO);
        assertThat(only(
                                FindingKind.SHORT_LEASE,
                                schedule.protection(
                                        new Schedule.Protection(Duration.ofMinutes(5), false, ClockChangePolicy.SKIP)))
                        .severity())
                .isEqualTo(Severity.ERROR);
        none(FindingKind.SHORT_LEASE, schedule.lasting(Duration.ofMinutes(4), Duration.ofMinutes(5)));
    }

    @Test
    void whatRunsOnEveryNode() {
        assertThat(only(
                                FindingKind.UNPROTECTED,
                                cron("nightly", "0 0 1 * * *").protection(null),
                                cron("safe", "0 0 1 * * *"))
                        .severity())
                .isEqualTo(Severity.WARNING);
        assertThat(only(
                                FindingKind.UNPROTECTED,
                                every("poll", Duration.ofMinutes(1)).protection(null))
                        .severity())
                .isEqualTo(Severity.INFO);
    }

    @Test
    void theScoreFollowsTheFormula() {
        // 1 of 4 with an ERROR, 1 of 4 with a WARNING: 100 - 50 * 0.5 - 30 * 0.5
        ScheduleReport report = analyze(
                cron("good", "0 1 1 * * *"),
                cron("better", "0 2 2 * * *"),
                cron("impossible", "0 0 0 30 2 *"),
                cron("open", "0 3 3 * * *").protection(null));
        assertThat(report.health()).isEqualTo(new Health(60, Grade.D));

        assertThat(Health.of(10_000, 1, 0, 0, 0.7)).isEqualTo(new Health(Health.MOST_WITH_ERROR, Grade.C));
        assertThat(Health.of(10, 0, 0, 0.85, 0.7)).isEqualTo(new Health(90, Grade.A));
        assertThat(Health.of(10, 0, 0, 7, 0.7)).isEqualTo(new Health(80, Grade.B));
        assertThat(Grade.of(59)).isEqualTo(Grade.F);
    }

    @Test
    void manyFindingsOfAKindAreCutShortAndCounted() {
        List<Schedule> schedules = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            schedules.add(cron("a-" + i, "0 " + i + " 1 * * *").lasting(Duration.ofHours(1)));
        }
        ScheduleReport report = new ScheduleAnalyzer(this.settings).analyze(schedules, FROM);
        assertThat(report.findings(FindingKind.OVERLAP)).hasSize(50);
        assertThat(report.omitted()).containsEntry(FindingKind.OVERLAP, 40 * 39 / 2 - 50);
    }
}
