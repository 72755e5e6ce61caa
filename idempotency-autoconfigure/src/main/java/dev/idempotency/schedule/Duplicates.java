package dev.idempotency.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Schedules that do the same at the same times. */
record Duplicates(Analysis analysis, FireStatistics statistics) {

    void collect(FindingCollector collector) {
        Map<Object, List<Integer>> same = new LinkedHashMap<>();
        for (int i = 0; i < this.analysis.size(); i++) {
            ScheduleDefinition definition = this.analysis.schedule(i).definition();
            List<Object> key = new ArrayList<>();
            key.add(definition.task());
            key.add(definition.tenant() == null ? "" : definition.tenant());
            key.add(definition.resource() == null ? "" : definition.resource());
            key.add(this.statistics.fireTimes(i));
            same.computeIfAbsent(key, ignored -> new ArrayList<>()).add(i);
        }
        for (List<Integer> group : same.values()) {
            if (group.size() > 1) {
                collect(group.stream().mapToInt(Integer::intValue).toArray(), collector);
            }
        }
    }

    private void collect(int[] numbers, FindingCollector collector) {
        List<Schedule> group =
                IntStream.of(numbers).mapToObj(this.analysis::schedule).toList();
        boolean isProtected = group.stream().allMatch(schedule -> schedule.protection() != null);
        Severity severity = isProtected ? Severity.WARNING : Severity.ERROR;
        collector.add(FindingKind.DUPLICATE, severity, group.size(), numbers, () -> finding(group, severity));
    }

    private static Finding finding(List<Schedule> group, Severity severity) {
        boolean isProtected = severity == Severity.WARNING;
        List<String> names = group.stream().map(Schedule::name).toList();
        return new Finding(
                FindingKind.DUPLICATE,
                severity,
                names,
                Finding.listed(names) + " run " + group.get(0).definition().task() + " at the same times"
                        + (isProtected ? "; all but one are refused as duplicates" : ", each of them")
                        + ". Keep one of them",
                null,
                1);
    }
}
