package dev.idempotency.schedule;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How good a set of schedules is.
 *
 * <pre>
 * score = 100 - 50 * sqrt(E) - 30 * sqrt(W) - 20 * H
 *
 * E  the share of the schedules that an ERROR names
 * W  the share of the schedules that a WARNING names, and no ERROR
 * H  how far the highest load of a minute is above the threshold: 0 at the threshold, 1 at a load of 1 or more
 * </pre>
 *
 * <p>The roots let the first bad schedule weigh more than the hundredth. The score is rounded down, is never negative,
 * and never more than {@value #MOST_WITH_ERROR} where there is an ERROR: no grade above C. INFO costs nothing.
 *
 * @param score 0 to 100
 * @param grade the score as a letter
 */
public record Health(int score, Grade grade) {

    /** The highest score of a set with an ERROR. */
    public static final int MOST_WITH_ERROR = 79;

    private static final double FOR_ERRORS = 50;
    private static final double FOR_WARNINGS = 30;
    private static final double FOR_LOAD = 20;

    static Health of(int schedules, Collection<Finding> findings, double peakLoad, double threshold) {
        Map<Severity, Set<String>> named = new EnumMap<>(Severity.class);
        for (Severity severity : Severity.values()) {
            named.put(severity, new HashSet<>());
        }
        findings.forEach(
                finding -> named.getOrDefault(finding.severity(), Set.of()).addAll(finding.schedules()));
        Set<String> withError = named.getOrDefault(Severity.ERROR, Set.of());
        Set<String> withWarning = named.getOrDefault(Severity.WARNING, Set.of());
        withWarning.removeAll(withError);
        double score = 100
                - FOR_ERRORS * root(withError.size(), schedules)
                - FOR_WARNINGS * root(withWarning.size(), schedules)
                - FOR_LOAD * excess(peakLoad, threshold);
        int rounded = (int) Math.max(0, Math.floor(score));
        int limited = withError.isEmpty() ? rounded : Math.min(rounded, MOST_WITH_ERROR);
        return new Health(limited, Grade.of(limited));
    }

    private static double root(int part, int whole) {
        return whole == 0 ? 0 : Math.sqrt((double) part / whole);
    }

    private static double excess(double peakLoad, double threshold) {
        if (peakLoad <= threshold) {
            return 0;
        }
        return threshold >= 1 ? 1 : Math.min(1, (peakLoad - threshold) / (1 - threshold));
    }
}
