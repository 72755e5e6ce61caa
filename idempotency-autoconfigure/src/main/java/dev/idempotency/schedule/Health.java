package dev.idempotency.schedule;

/**
 * How good a set of schedules is.
 *
 * <pre>
 * score = 100 - 50 * sqrt(E) - 30 * sqrt(W) - 20 * H
 *
 * E  the share of the schedules that an ERROR names
 * W  the share of the schedules that a WARNING names, and no ERROR
 * H  how far the highest load of a minute that several runs share is above the threshold: 0 at the threshold, 1 at a
 *    load of 1 or more
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

    static Health of(int schedules, int withError, int withWarningOnly, double peakLoad, double threshold) {
        double score = 100
                - FOR_ERRORS * root(withError, schedules)
                - FOR_WARNINGS * root(withWarningOnly, schedules)
                - FOR_LOAD * excess(peakLoad, threshold);
        int rounded = (int) Math.max(0, Math.floor(score));
        int limited = withError == 0 ? rounded : Math.min(rounded, MOST_WITH_ERROR);
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
