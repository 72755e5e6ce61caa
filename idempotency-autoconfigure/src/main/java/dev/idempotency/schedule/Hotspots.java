package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** When there is more work than the threads should have, and whose it is. */
record Hotspots(Analysis analysis, SlotLoad load) {

    /** Hotspots that come back at the same time of day are one. */
    Stream<Finding> findings(double[] contended) {
        Map<LocalTime, List<SlotLoad.Hotspot>> byTime = new LinkedHashMap<>();
        for (SlotLoad.Hotspot hotspot : this.load.hotspots(contended)) {
            byTime.computeIfAbsent(
                            LocalTime.ofInstant(
                                    hotspot.from(), this.analysis.settings().zone()),
                            time -> new ArrayList<>())
                    .add(hotspot);
        }
        return byTime.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -highest(entry.getValue())))
                .map(entry -> finding(entry.getKey(), entry.getValue()));
    }

    private static double highest(List<SlotLoad.Hotspot> hotspots) {
        return hotspots.stream().mapToDouble(SlotLoad.Hotspot::peak).max().orElse(0);
    }

    private Finding finding(LocalTime time, List<SlotLoad.Hotspot> hotspots) {
        SlotLoad.Hotspot first = hotspots.get(0);
        double peak = highest(hotspots);
        List<String> names = contributors(first);
        int threads = this.analysis.settings().poolSize();
        return new Finding(
                FindingKind.HOTSPOT,
                peak > 1 ? Severity.ERROR : Severity.WARNING,
                names,
                "From " + time + " for " + Duration.between(first.from(), first.until()) + " there is work for "
                        + Math.round(peak * 100) + " % of " + threads + (threads == 1 ? " thread" : " threads")
                        + ", most of it from " + Finding.listed(names)
                        + ". Spread them, or add threads (spring.task.scheduling.pool.size)",
                first.from(),
                hotspots.size());
    }

    /** Which schedules make it, the one with most work first. */
    private List<String> contributors(SlotLoad.Hotspot hotspot) {
        Map<String, Double> work = new HashMap<>();
        for (int i = 0; i < this.analysis.size(); i++) {
            double seconds = workOf(i, hotspot);
            if (seconds > 0) {
                work.put(this.analysis.schedule(i).name(), seconds);
            }
        }
        return work.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private double workOf(int number, SlotLoad.Hotspot hotspot) {
        double mean = this.analysis.meanSeconds(number);
        if (!this.analysis.isMerged(number)) {
            return mean;
        }
        Instant from = hotspot.from().minusMillis((long) (mean * 1000));
        return mean
                * this.analysis.fireTimes(number, from, hotspot.until()).stream()
                        .count();
    }
}
