package dev.idempotency.schedule;

import java.util.List;

/** Those that are always there meet everyone who uses the same resource, sooner or later. */
record SteadyOverlaps(Analysis analysis) {

    void collect(FindingCollector collector) {
        for (int one = 0; one < this.analysis.size(); one++) {
            for (int other = one + 1; other < this.analysis.size(); other++) {
                boolean steady = !this.analysis.isMerged(one) || !this.analysis.isMerged(other);
                if (steady && this.analysis.shareResource(one, other)) {
                    Schedule first = this.analysis.schedule(one);
                    Schedule second = this.analysis.schedule(other);
                    collector.add(
                            FindingKind.OVERLAP,
                            Severity.WARNING,
                            1,
                            new int[] {one, other},
                            () -> finding(first, second));
                }
            }
        }
    }

    private static Finding finding(Schedule one, Schedule other) {
        return new Finding(
                FindingKind.OVERLAP,
                Severity.WARNING,
                List.of(one.name(), other.name()),
                one.name() + " and " + other.name() + " both use "
                        + one.definition().resource()
                        + ", and one of them has no times of day that the other could avoid. Put both under one"
                        + " lock, or give both a pattern",
                null,
                1);
    }
}
