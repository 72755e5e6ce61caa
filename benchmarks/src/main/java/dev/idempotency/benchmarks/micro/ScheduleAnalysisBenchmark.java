package dev.idempotency.benchmarks.micro;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.idempotency.schedule.AnalysisSettings;
import dev.idempotency.schedule.Schedule;
import dev.idempotency.schedule.ScheduleAnalyzer;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleReport;

/**
 * How long it takes to analyse 1,000 schedules over 14 days and two years of clock changes. Of ten, four fire daily,
 * three hourly, two every 5 to 20 minutes and one every minute, in five zones, for a tenth of a second to a
 * quarter of their period or ten minutes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(2)
public class ScheduleAnalysisBenchmark {

    private static final List<String> ZONES =
            List.of("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC");

    /** Whether the minutes are what people write, 0 and 30, or any. */
    @Param({"round", "any"})
    private String minutes = "round";

    private final ScheduleAnalyzer analyzer =
            new ScheduleAnalyzer(AnalysisSettings.in(ZoneId.of("UTC")).poolSize(16));

    private final Random random = new Random(1000);

    private List<Schedule> schedules = List.of();

    @Setup
    public void makeSchedules() {
        List<Schedule> made = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            long mean = 100 + (long) (longestMillis(i % 10) * Math.pow(this.random.nextDouble(), 4));
            made.add(Schedule.of(ScheduleDefinition.cron("task-" + i, cron(i % 10))
                            .zone(ZoneId.of(ZONES.get(i % ZONES.size())))
                            .resource(i % 7 == 0 ? "resource-" + i % 20 : null))
                    .lasting(Duration.ofMillis(mean), Duration.ofMillis(mean * 2)));
        }
        this.schedules = made;
    }

    /** A quarter of the period, but no more than ten minutes. */
    private static long longestMillis(int kind) {
        if (kind < 7) {
            return 600_000;
        }
        return kind < 9 ? 75_000 : 15_000;
    }

    private String cron(int kind) {
        int minute = this.minutes.equals("round") ? 30 * this.random.nextInt(2) : this.random.nextInt(60);
        if (kind < 4) {
            return "0 " + minute + " " + this.random.nextInt(24) + " * * *";
        }
        if (kind < 7) {
            return "0 " + minute + " * * * *";
        }
        return kind < 9 ? "0 */" + (5 + this.random.nextInt(16)) + " * * * *" : "0 * * * * *";
    }

    @Benchmark
    public ScheduleReport thousandSchedules() {
        return this.analyzer.analyze(this.schedules, Instant.parse("2026-11-21T12:00:00Z"));
    }
}
