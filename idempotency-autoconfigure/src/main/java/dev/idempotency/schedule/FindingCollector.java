package dev.idempotency.schedule;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * Collects findings. Of those about several schedules there may be as many as there are pairs, so the worst of each kind
 * are kept and worded, and the others counted; which schedules are concerned is remembered of all.
 */
final class FindingCollector {

    /** More findings of one kind than these tell nobody anything. */
    private static final int MOST_OF_A_KIND = 50;

    private static final Comparator<Candidate> WORST_LAST =
            Comparator.comparing(Candidate::severity).thenComparing(Candidate::weight);

    private final List<Finding> single = new ArrayList<>();
    private final Map<FindingKind, PriorityQueue<Candidate>> worst = new EnumMap<>(FindingKind.class);
    private final Map<FindingKind, Integer> omitted = new EnumMap<>(FindingKind.class);
    private final BitSet withError = new BitSet();
    private final BitSet withWarning = new BitSet();

    private record Candidate(Severity severity, long weight, Supplier<Finding> finding) {}

    /** Adds one about a single schedule, which is never left out. */
    void add(int schedule, Finding finding) {
        mark(finding.severity(), schedule);
        this.single.add(finding);
    }

    /**
     * Adds one about several schedules.
     *
     * @param weight which of two of the same severity is kept: the heavier
     * @param finding words it if it is kept
     */
    void add(FindingKind kind, Severity severity, long weight, int[] schedules, Supplier<Finding> finding) {
        for (int schedule : schedules) {
            mark(severity, schedule);
        }
        PriorityQueue<Candidate> kept = this.worst.computeIfAbsent(kind, key -> new PriorityQueue<>(WORST_LAST));
        kept.add(new Candidate(severity, weight, finding));
        if (kept.size() > MOST_OF_A_KIND) {
            kept.poll();
            this.omitted.merge(kind, 1, Integer::sum);
        }
    }

    private void mark(Severity severity, int schedule) {
        switch (severity) {
            case ERROR -> this.withError.set(schedule);
            case WARNING -> this.withWarning.set(schedule);
            case INFO -> {}
        }
    }

    /** How many schedules an ERROR names. */
    int withError() {
        return this.withError.cardinality();
    }

    /** How many schedules a WARNING names, and no ERROR. */
    int withWarningOnly() {
        BitSet only = (BitSet) this.withWarning.clone();
        only.andNot(this.withError);
        return only.cardinality();
    }

    Map<FindingKind, Integer> omitted() {
        return this.omitted;
    }

    /** What is kept, the worst first. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(this.single);
        this.worst
                .values()
                .forEach(kept -> kept.forEach(
                        candidate -> findings.add(candidate.finding().get())));
        findings.sort(Comparator.comparing(Finding::severity)
                .reversed()
                .thenComparing(Finding::kind)
                .thenComparing(finding -> -finding.times() * finding.schedules().size())
                .thenComparing(Finding::message));
        return findings;
    }
}
