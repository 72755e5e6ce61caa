package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** When there is more work than the threads should have, and whose it is. */
record Hotspots(Analysis analysis, SlotLoad load) {

    /** Whose it is costs a look at every schedule. */
    private static final int MOST = 20;

    /** Hotspots that come back at the same time of day are one. */
    void collect(double[] contended, FindingCollector collector) {
        Map<LocalTime, List<SlotLoad.Hotspot>> byTime = new LinkedHashMap<>();
        for (SlotLoad.Hotspot hotspot : this.load.hotspots(contended)) {
            byTime.computeIfAbsent(
                            LocalTime.ofInstant(
                                    hotspot.from(), this.analysis.settings().zone()),
                            time -> new ArrayList<>())
                    .add(hotspot);
        }
        byTime.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -highest(entry.getValue())))
                .limit(MOST)
                .forEach(entry -> collect(entry.getKey(), entry.getValue(), collector));
    }

    private void collect(LocalTime time, List<SlotLoad.Hotspot> recurring, FindingCollector collector) {
        double peak = highest(recurring);
        int[] schedules = contributors(recurring.get(0));
        collector.add(
                FindingKind.HOTSPOT,
                severity(peak),
                Math.round(peak * 1000),
                schedules,
                () -> finding(time, recurring, peak, schedules));
    }

    /** More work than the threads can do, or only more than they should have. */
    private static Severity severity(double peak) {
        return peak > 1 ? Severity.ERROR : Severity.WARNING;
    }

    private static double highest(List<SlotLoad.Hotspot> hotspots) {
        return hotspots.stream().mapToDouble(SlotLoad.Hotspot::peak).max().orElse(0);
    }

    private Finding finding(LocalTime time, List<SlotLoad.Hotspot> hotspots, double peak, int[] schedules) {
        SlotLoad.Hotspot first = hotspots.get(0);
        List<String> names = this.analysis.names(schedules);
        int threads = this.analysis.settings().poolSize();
        return new Finding(
                FindingKind.HOTSPOT,
                severity(peak),
                names,
                "From " + time + " for " + Duration.between(first.from(), first.until()) + " there is work for "
                        + Math.round(peak * 100) + " % of " + threads + (threads == 1 ? " thread" : " threads")
                        + ", most of it from " + Finding.listed(names)
                        + ". Spread them, or add threads (spring.task.scheduling.pool.size)",
                first.from(),
                hotspots.size());
    }

    /** Which schedules make it, the one with most work first. */
    private int[] contributors(SlotLoad.Hotspot hotspot) {
        double[] work = IntStream.range(0, this.analysis.size())
                .mapToDouble(number -> workOf(number, hotspot))
                .toArray();
        return IntStream.range(0, work.length)
                .filter(number -> work[number] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(number -> -work[number]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double workOf(int number, SlotLoad.Hotspot hotspot) {
        double mean = this.analysis.meanSeconds(number);
        if (!this.analysis.isMerged(number)) {
            return this.analysis.isSteady(number) ? mean : 0;
        }
        Instant from = hotspot.from().minusMillis((long) (mean * 1000));
        return mean
                * this.analysis.fireTimes(number, from, hotspot.until()).stream()
                        .count();
    }
}
