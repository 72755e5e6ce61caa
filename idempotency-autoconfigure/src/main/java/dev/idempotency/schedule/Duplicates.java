package dev.idempotency.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Schedules that do the same at the same times. */
record Duplicates(Analysis analysis, FireStatistics statistics) {

    Stream<Finding> findings() {
        Map<Object, List<Schedule>> same = new LinkedHashMap<>();
        for (int i = 0; i < this.analysis.size(); i++) {
            ScheduleDefinition definition = this.analysis.schedule(i).definition();
            List<Object> key = new ArrayList<>();
            key.add(definition.task());
            key.add(definition.tenant() == null ? "" : definition.tenant());
            key.add(this.statistics.fireTimes(i));
            same.computeIfAbsent(key, ignored -> new ArrayList<>()).add(this.analysis.schedule(i));
        }
        return same.values().stream().filter(group -> group.size() > 1).map(Duplicates::finding);
    }

    private static Finding finding(List<Schedule> group) {
        boolean isProtected = group.stream().allMatch(schedule -> schedule.protection() != null);
        List<String> names = group.stream().map(Schedule::name).toList();
        return new Finding(
                FindingKind.DUPLICATE,
                isProtected ? Severity.WARNING : Severity.ERROR,
                names,
                Finding.listed(names) + " run " + group.get(0).definition().task() + " at the same times"
                        + (isProtected ? "; all but one are refused as duplicates" : ", each of them")
                        + ". Keep one of them",
                null,
                1);
    }
}
