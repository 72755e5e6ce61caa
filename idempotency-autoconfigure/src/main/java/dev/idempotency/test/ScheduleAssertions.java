package dev.idempotency.test;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import dev.idempotency.schedule.AnalysisSettings;
import dev.idempotency.schedule.Finding;
import dev.idempotency.schedule.FindingKind;
import dev.idempotency.schedule.Grade;
import dev.idempotency.schedule.Schedule;
import dev.idempotency.schedule.ScheduleAnalyzer;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.ScheduleReport;
import dev.idempotency.schedule.Severity;

/**
 * Says in a test what is wrong with schedules.
 *
 * <pre>{@code
 * ScheduleAssertions.assertThat(inspector).hasNoFindingsAbove(Severity.INFO);
 * }</pre>
 */
public final class ScheduleAssertions {

    private final ScheduleReport report;

    private ScheduleAssertions(ScheduleReport report) {
        this.report = report;
    }

    /** Of the schedules of an application: its {@code ScheduleInspector} is a bean. */
    public static ScheduleAssertions assertThat(ScheduleInspector inspector) {
        return assertThat(inspector.inspect());
    }

    /** Of schedules that there is no application for, from an instant on, where the machine's clock is UTC. */
    public static ScheduleAssertions assertThat(Collection<Schedule> schedules, Instant from) {
        return assertThat(new ScheduleAnalyzer(AnalysisSettings.in(ZoneId.of("UTC"))).analyze(schedules, from));
    }

    /** Of what an analysis found. */
    public static ScheduleAssertions assertThat(ScheduleReport report) {
        return new ScheduleAssertions(report);
    }

    /** These without the findings of one kind: what is known, and meant. */
    public ScheduleAssertions ignoring(FindingKind kind) {
        return new ScheduleAssertions(this.report.only(finding -> finding.kind() != kind));
    }

    /**
     * Fails if there is a finding that is more severe than this.
     *
     * @throws AssertionError with all such findings
     */
    public ScheduleAssertions hasNoFindingsAbove(Severity tolerated) {
        List<Finding> above = this.report.findings().stream()
                .filter(finding -> finding.severity().compareTo(tolerated) > 0)
                .toList();
        if (!above.isEmpty()) {
            throw new AssertionError("Expected no findings above " + tolerated + ", but there are" + listed(above));
        }
        return this;
    }

    /**
     * Fails if there is a finding of this kind.
     *
     * @throws AssertionError with all such findings
     */
    public ScheduleAssertions hasNo(FindingKind kind) {
        List<Finding> found = this.report.findings(kind);
        if (!found.isEmpty()) {
            throw new AssertionError("Expected no " + kind + ", but there are" + listed(found));
        }
        return this;
    }

    /**
     * Fails if the grade is worse. What is {@link #ignoring ignored} counts for the grade all the same.
     *
     * @throws AssertionError with all findings
     */
    public ScheduleAssertions isGradedAtLeast(Grade grade) {
        if (this.report.health().grade().compareTo(grade) > 0) {
            throw new AssertionError("Expected grade " + grade + " or better, but it is "
                    + this.report.health().grade() + " (" + this.report.health().score() + "), because of"
                    + listed(this.report.findings()));
        }
        return this;
    }

    private static String listed(List<Finding> findings) {
        return findings.stream()
                .map(finding -> "\n  " + finding.severity() + " " + finding.kind() + ": " + finding.message())
                .collect(Collectors.joining());
    }
}
