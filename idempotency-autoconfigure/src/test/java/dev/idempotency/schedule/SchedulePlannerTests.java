package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What the planner recommends makes things better, and nothing worse. */
class SchedulePlannerTests {

    private static final Instant FROM = Instant.parse("2027-01-04T00:00:00Z");
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Schedule.Protection PROTECTION =
            new Schedule.Protection(Duration.ofMinutes(5), true, ClockChangePolicy.SKIP);

    private final AnalysisSettings settings = AnalysisSettings.in(PARIS).poolSize(2);

    private SchedulePlanner planner() {
        return planner(PlanningConstraints.none(PARIS));
    }

    private SchedulePlanner planner(PlanningConstraints constraints) {
        return new SchedulePlanner(this.settings, constraints);
    }

    private static Schedule cron(String name, String expression, long seconds) {
        return Schedule.of(ScheduleDefinition.cron(name, expression).zone(PARIS))
                .protection(PROTECTION)
                .lasting(Duration.ofSeconds(seconds));
    }

    private static Schedule on(String resource, Schedule schedule) {
        return new Schedule(schedule.definition().resource(resource), schedule.protection(), schedule.runTimes());
    }

    /** Everything at half past two, when the clock is changed, and at full hours; three of them on the same table. */
    private static List<Schedule> bad() {
        List<Schedule> schedules = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            schedules.add(cron("nightly-" + i, "0 30 2 * * *", 30 + i * 5));
        }
        for (int i = 0; i < 3; i++) {
            schedules.add(on("invoices", cron("invoices-" + i, "0 30 2 * * *", 600)));
        }
        for (int i = 0; i < 17; i++) {
            schedules.add(cron("hourly-" + i, "0 0 * * * *", 20));
        }
        return schedules;
    }

    @Test
    void aTriggerOfItsOwnMakingIsNeitherMovedNorInTheWay() {
        List<Schedule> withTides = new ArrayList<>(bad());
        withTides.add(Schedule.of(ScheduleDefinition.of("tides", ScheduleTiming.custom("Tides")))
                .protection(PROTECTION)
                .lasting(Duration.ofMinutes(4)));

        assertThat(planner().plan(withTides, PlanStrategy.BALANCED, FROM).recommendations())
                .isNotEmpty()
                .isEqualTo(planner().plan(bad(), PlanStrategy.BALANCED, FROM).recommendations());
    }

    @ParameterizedTest
    @EnumSource(names = {"BALANCED", "SPREAD"})
    void repairsASetThatIsGradedF(PlanStrategy strategy) {
        SchedulePlan plan = planner().plan(bad(), strategy, FROM);

        assertThat(plan.before().health().grade()).isEqualTo(Grade.F);
        assertThat(plan.after().health().grade())
                .as(ScheduleReportFormat.TEXT.write(plan.after()))
                .isIn(Grade.A, Grade.B);
        assertThat(plan.after().load().peak()).isLessThan(plan.before().load().peak());
        assertThat(new ScheduleAnalyzer(this.settings)
                        .analyze(SchedulePlanner.following(bad(), plan.recommendations()), FROM)
                        .health())
                .isEqualTo(plan.after().health());
        assertThat(plan.recommendations().get(0).urgency()).isEqualTo(Urgency.HIGH);
    }

    @Test
    void leavesAloneWhatIsInNobodysWay() {
        List<Schedule> schedules = new ArrayList<>(List.of(
                cron("morning", "0 0 6 * * *", 300),
                cron("noon", "0 0 12 * * *", 300),
                cron("night", "0 30 23 * * *", 300)));
        assertThat(planner().plan(schedules, PlanStrategy.SPREAD, FROM).recommendations())
                .isEmpty();

        schedules.add(on("table", cron("one", "0 0 3 * * *", 300)));
        schedules.add(on("table", cron("other", "0 2 3 * * *", 60)));
        assertThat(planner().plan(schedules, PlanStrategy.BALANCED, FROM).recommendations())
                .singleElement()
                .satisfies(recommendation -> {
                    assertThat(recommendation.urgency()).isEqualTo(Urgency.HIGH);
                    assertThat(recommendation.reason()).contains("both use table");
                    assertThat(recommendation.originalCron()).isIn("0 0 3 * * *", "0 2 3 * * *");
                });
    }

    @Test
    void movesOffAClockChangeToTheNearestTime() {
        assertThat(planner()
                        .plan(List.of(cron("nightly", "0 50 2 * * MON-SUN", 60)), PlanStrategy.BALANCED, FROM)
                        .recommendations())
                .singleElement()
                .satisfies(recommendation ->
                        assertThat(recommendation.proposedCron()).isEqualTo("0 0 3 * * MON-SUN"));
    }

    @Test
    void keepsTheDaysOfAPattern() {
        SchedulePlan plan = planner()
                .plan(
                        List.of(
                                on("table", cron("one", "0 0 4 1,15 * *", 900)),
                                on("table", cron("other", "0 5 4 15 * *", 900))),
                        PlanStrategy.BALANCED,
                        Instant.parse("2027-01-10T00:00:00Z"));
        assertThat(plan.recommendations()).hasSize(1);
        Recommendation only = plan.recommendations().get(0);
        String days = only.originalCron().substring(only.originalCron().indexOf(" 4 ") + 3);
        assertThat(only.proposedCron()).endsWith(" " + days);
    }

    @Test
    void keepsBusinessHoursFree() {
        PlanningConstraints constraints = PlanningConstraints.none(PARIS).keepFree(TimeWindow.of("08:00", "18:00"));
        SchedulePlan plan =
                planner(constraints).plan(List.of(cron("report", "0 0 10 * * *", 1800)), PlanStrategy.BALANCED, FROM);
        assertThat(plan.recommendations()).singleElement().satisfies(recommendation -> {
            assertThat(recommendation.proposedCron()).isEqualTo("0 30 7 * * *");
            assertThat(recommendation.reason()).contains("kept free");
        });
    }

    @Test
    void staysWithinMaintenanceWindows() {
        PlanningConstraints constraints = PlanningConstraints.none(PARIS).within(TimeWindow.of("22:00", "01:00"));
        SchedulePlan plan = planner(constraints)
                .plan(
                        List.of(cron("one", "0 0 5 * * *", 3600), cron("other", "0 0 6 * * *", 3600)),
                        PlanStrategy.CONSOLIDATE,
                        FROM);
        assertThat(plan.recommendations())
                .extracting(Recommendation::proposedCron)
                .allSatisfy(proposed -> {
                    String[] fields = proposed.split(" ", -1);
                    LocalTime time = LocalTime.of(Integer.parseInt(fields[2]), Integer.parseInt(fields[1]));
                    assertThat(time.isBefore(LocalTime.of(0, 1)) || !time.isBefore(LocalTime.of(22, 0)))
                            .isTrue();
                })
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void neverRaisesThePeakOrLowersTheScore(PlanStrategy strategy) {
        Random random = new Random(7);
        int moved = 0;
        for (int i = 0; i < 25; i++) {
            List<Schedule> schedules = new ArrayList<>();
            int size = 3 + random.nextInt(20);
            for (int j = 0; j < size; j++) {
                int minute = 15 * random.nextInt(4);
                String hour = random.nextInt(3) == 0 ? "*" : String.valueOf(random.nextInt(6));
                Schedule schedule = cron("task-" + j, "0 " + minute + " " + hour + " * * *", 1 + random.nextInt(900));
                schedules.add(random.nextInt(3) == 0 ? on("table-" + random.nextInt(2), schedule) : schedule);
            }
            AnalysisSettings threads = this.settings.poolSize(1 + random.nextInt(8));
            ScheduleAnalyzer analyzer = new ScheduleAnalyzer(threads);

            SchedulePlan plan =
                    new SchedulePlanner(threads, PlanningConstraints.none(PARIS)).plan(schedules, strategy, FROM);

            ScheduleReport before = analyzer.analyze(schedules, FROM);
            ScheduleReport after = analyzer.analyze(SchedulePlanner.following(schedules, plan.recommendations()), FROM);
            assertThat(after.load().peak())
                    .as("set %d", i)
                    .isLessThanOrEqualTo(before.load().peak() + 1e-9);
            assertThat(after.health().score())
                    .isGreaterThanOrEqualTo(before.health().score());
            assertThat(plan.after()).isEqualTo(after);
            moved += plan.recommendations().size();
        }
        assertThat(moved).isGreaterThan(25);
    }

    @Test
    void findsTimesForANewOne() {
        List<Schedule> schedules = List.of(cron("noon", "0 0 12 * * *", 3600));
        PlanningConstraints constraints = PlanningConstraints.none(PARIS).within(TimeWindow.of("11:30", "14:00"));

        List<NewSchedule.Slot> high = planner(constraints)
                .recommend(
                        new NewSchedule(NewSchedule.Type.DAILY, Duration.ofMinutes(10), NewSchedule.Priority.HIGH),
                        schedules,
                        FROM);
        assertThat(high).hasSize(5);
        assertThat(high.get(0).cron()).isEqualTo("0 30 11 * * *");
        assertThat(high.get(0).load()).isCloseTo(0.5, within(1e-9));

        List<NewSchedule.Slot> hourly = planner()
                .recommend(
                        new NewSchedule(NewSchedule.Type.HOURLY, Duration.ofSeconds(30), NewSchedule.Priority.LOW),
                        schedules,
                        FROM);
        assertThat(hourly.get(0).cron()).matches("0 \\d+ \\* \\* \\* \\*");
    }

    @Test
    void givesTheEmptyTimesToWhatIsImportant() {
        List<Schedule> schedules = List.of(cron("early", "0 0 4 * * *", 60));
        PlanningConstraints constraints = PlanningConstraints.none(PARIS).within(TimeWindow.of("04:00", "04:30"));
        AnalysisSettings wide = this.settings.poolSize(4);
        NewSchedule important =
                new NewSchedule(NewSchedule.Type.DAILY, Duration.ofSeconds(60), NewSchedule.Priority.HIGH);
        NewSchedule unimportant =
                new NewSchedule(NewSchedule.Type.DAILY, Duration.ofSeconds(60), NewSchedule.Priority.LOW);

        assertThat(new SchedulePlanner(wide, constraints)
                        .recommend(important, schedules, FROM)
                        .get(0))
                .isEqualTo(new NewSchedule.Slot("0 5 4 * * *", 0.25));
        assertThat(new SchedulePlanner(wide, constraints)
                        .recommend(unimportant, schedules, FROM)
                        .get(0))
                .isEqualTo(new NewSchedule.Slot("0 0 4 * * *", 0.5));
    }

    @Test
    void findsNoTimeWhereNoneIsAllowed() {
        PlanningConstraints constraints = PlanningConstraints.none(PARIS)
                .keepFree(TimeWindow.of("00:00", "12:00"))
                .keepFree(TimeWindow.of("12:00", "00:00"));
        assertThat(planner(constraints)
                        .recommend(
                                new NewSchedule(
                                        NewSchedule.Type.WEEKLY, Duration.ofSeconds(1), NewSchedule.Priority.HIGH),
                                List.of(),
                                FROM))
                .isEmpty();
    }
}
