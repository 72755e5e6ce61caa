package dev.idempotency.benchmarks.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import dev.idempotency.benchmarks.Options;

/**
 * Runs candidates in turns. In each round every candidate has one short slice of time for first executions and one for
 * duplicates, in an order that changes from round to round. Its rate in a round is divided by that of the first
 * candidate in the same round, and what is shown is the median of these ratios over all rounds: whatever slows the
 * machine down for longer than a round slows all of them. The first candidate takes part twice; the ratio of its second
 * self shows how far the others can be trusted.
 */
final class Comparison {

    private static final int DONE_KEYS = 1000;

    private final int rounds;
    private final long sliceNanos;
    private final Work work;
    private final List<Entrant> entrants = new ArrayList<>();

    Comparison(Options options, Work work) {
        this.rounds = options.get("rounds", 200);
        this.sliceNanos = options.get("slice", 40) * 1_000_000L;
        this.work = work;
    }

    /** The first one is what the others are divided by. */
    void add(Candidate candidate) {
        this.entrants.add(new Entrant(candidate, this.entrants.size(), this.rounds));
    }

    void run() throws Exception {
        for (Entrant entrant : this.entrants) {
            entrant.prepare();
        }
        for (int i = 0; i < Math.max(10, this.rounds / 10); i++) {
            for (Entrant entrant : this.entrants) {
                entrant.firsts();
                entrant.duplicates();
            }
        }
        List<Entrant> order = new ArrayList<>(this.entrants);
        Random random = new Random(1);
        for (int round = 0; round < this.rounds; round++) {
            Collections.shuffle(order, random);
            for (Entrant entrant : order) {
                entrant.first[round] = entrant.firsts();
            }
            for (Entrant entrant : order) {
                entrant.duplicate[round] = entrant.duplicates();
            }
        }
        report();
    }

    private void report() {
        System.out.printf(
                "%d rounds, slices of %d ms%n%-44s %10s %8s %10s %8s%n",
                this.rounds, this.sliceNanos / 1_000_000, "", "first/s", "ratio", "dup/s", "ratio");
        Entrant base = this.entrants.get(0);
        for (Entrant entrant : this.entrants) {
            System.out.printf(
                    Locale.ROOT,
                    "%-44s %10.0f %8.3f %10.0f %8.3f%n",
                    entrant.candidate.name(),
                    median(entrant.first),
                    median(ratios(entrant.first, base.first)),
                    median(entrant.duplicate),
                    median(ratios(entrant.duplicate, base.duplicate)));
        }
    }

    private static double[] ratios(double[] rates, double[] base) {
        double[] ratios = new double[rates.length];
        Arrays.setAll(ratios, i -> rates[i] / base[i]);
        return ratios;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private final class Entrant {

        private final Candidate candidate;
        private final String prefix;
        private final List<String> done = new ArrayList<>();
        private final double[] first;
        private final double[] duplicate;
        private long made;

        Entrant(Candidate candidate, int number, int rounds) {
            this.candidate = candidate;
            this.prefix = "order-" + number + "-";
            this.first = new double[rounds];
            this.duplicate = new double[rounds];
        }

        /** Of the same length for all candidates, and all over the index: an odd factor makes each number another one. */
        private String nextKey() {
            return this.prefix + HexFormat.of().toHexDigits(this.made++ * 0x9E3779B97F4A7C15L);
        }

        void prepare() throws Exception {
            for (int i = 0; i < DONE_KEYS; i++) {
                String key = nextKey();
                this.candidate.first(key);
                this.done.add(key);
            }
        }

        double firsts() throws Exception {
            long executions = Comparison.this.work.executions();
            double rate = slice(i -> this.candidate.first(nextKey()));
            Work.check(
                    Comparison.this.work.executions() > executions,
                    this.candidate.name() + " has not done the work of new keys");
            return rate;
        }

        double duplicates() throws Exception {
            long executions = Comparison.this.work.executions();
            double rate = slice(i -> this.candidate.duplicate(this.done.get(i % DONE_KEYS)));
            Work.check(
                    Comparison.this.work.executions() == executions,
                    this.candidate.name() + " has done work that was done before");
            return rate;
        }

        /** Operations per second. */
        private double slice(Operation operation) throws Exception {
            long start = System.nanoTime();
            long elapsed;
            int operations = 0;
            do {
                operation.run(operations++);
                elapsed = System.nanoTime() - start;
            } while (elapsed < Comparison.this.sliceNanos);
            return operations * 1e9 / elapsed;
        }
    }

    @FunctionalInterface
    private interface Operation {

        void run(int number) throws Exception;
    }
}
