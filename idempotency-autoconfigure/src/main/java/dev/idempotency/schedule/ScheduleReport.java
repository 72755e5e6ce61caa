package dev.idempotency.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What an analysis found.
 *
 * @param from the beginning of what was looked at
 * @param until its end; clock changes were looked at further into the future
 * @param schedules what was analysed
 * @param nextFires the next fires of each, by name; those of fixed rates and delays are known to nobody, and a
 *     trigger of the application's own making says the next one at most
 * @param findings the severest first
 * @param omitted how many findings of a kind are left out, because there are more severe or more frequent ones enough
 * @param load how the work is spread
 * @param health how good it is on the whole
 */
public record ScheduleReport(
        Instant from,
        Instant until,
        List<Schedule> schedules,
        Map<String, List<Instant>> nextFires,
        List<Finding> findings,
        Map<FindingKind, Integer> omitted,
        LoadProfile load,
        Health health) {

    /** Keeps copies. */
    public ScheduleReport {
        schedules = List.copyOf(schedules);
        nextFires = Map.copyOf(nextFires);
        findings = List.copyOf(findings);
        omitted = Map.copyOf(omitted);
    }

    /** The findings of one kind. */
    public List<Finding> findings(FindingKind kind) {
        return this.findings.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /** The highest severity of all findings; empty if there are none. */
    public Optional<Severity> worst() {
        return this.findings.stream().map(Finding::severity).max(Severity::compareTo);
    }

    /** This report with some of its findings only. Load and health remain those of all. */
    public ScheduleReport only(Predicate<Finding> wanted) {
        return new ScheduleReport(
                this.from,
                this.until,
                this.schedules,
                this.nextFires,
                this.findings.stream().filter(wanted).toList(),
                this.omitted,
                this.load,
                this.health);
    }
}
