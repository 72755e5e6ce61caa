package dev.idempotency.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The work of every minute: each run adds its mean, from the second it fires on, to the minutes it takes. */
final class SlotLoad implements FireObserver {

    static final int SLOT_SECONDS = 60;

    private final Analysis analysis;
    private final long start;

    /** Seconds of work in minutes that a run takes part of. */
    private final double[] partial;

    /** By how many the runs that take a whole minute become more or fewer with this minute. */
    private final double[] whole;

    /** By how many the runs that take any of a minute become more or fewer with this minute. */
    private final int[] touching;

    /** What fires all the time, in threads that it keeps busy. */
    private double steady;

    private int steadySchedules;

    SlotLoad(Analysis analysis) {
        this.analysis = analysis;
        this.start = analysis.from();
        int slots = (int) ((analysis.until() - this.start + SLOT_SECONDS - 1) / SLOT_SECONDS);
        this.partial = new double[slots];
        this.whole = new double[slots + 1];
        this.touching = new int[slots + 1];
    }

    /** Adds work that is spread evenly. */
    void addSteady(double threads) {
        this.steady += threads;
        this.steadySchedules++;
    }

    @Override
    public void fired(long at, int[] schedules, int count) {
        for (int i = 0; i < count; i++) {
            add(at - this.start, this.analysis.meanSeconds(schedules[i]));
        }
    }

    private void add(long from, double seconds) {
        int first = (int) (from / SLOT_SECONDS);
        double end = from + seconds;
        double endOfFirst = (first + 1.0) * SLOT_SECONDS;
        this.touching[first]++;
        this.touching[
                (int) Math.min(this.partial.length, Math.max(first + 1L, (long) Math.ceil(end / SLOT_SECONDS)))]--;
        if (end <= endOfFirst) {
            this.partial[first] += seconds;
            return;
        }
        this.partial[first] += endOfFirst - from;
        int last = (int) Math.min(this.partial.length, (long) (end / SLOT_SECONDS));
        this.whole[first + 1] += 1;
        this.whole[last] -= 1;
        if (last < this.partial.length) {
            this.partial[last] += end - (double) last * SLOT_SECONDS;
        }
    }

    /** The load of every minute: 1 where all threads are busy all the time. */
    double[] loads() {
        double[] loads = new double[this.partial.length];
        double runs = this.steady;
        for (int slot = 0; slot < loads.length; slot++) {
            runs += this.whole[slot];
            loads[slot] = (this.partial[slot] / SLOT_SECONDS + runs)
                    / this.analysis.settings().poolSize();
        }
        return loads;
    }

    /**
     * These loads with 0 for the minutes in which one schedule runs alone: however long it takes, it is in nobody's way.
     */
    double[] contended(double[] loads) {
        double[] contended = new double[loads.length];
        int runs = this.steadySchedules;
        for (int slot = 0; slot < loads.length; slot++) {
            runs += this.touching[slot];
            contended[slot] = runs > 1 ? loads[slot] : 0;
        }
        return contended;
    }

    private Instant startOf(int slot) {
        return Instant.ofEpochSecond(this.start + (long) slot * SLOT_SECONDS);
    }

    /** When the minute of the highest load begins. */
    Instant peakAt(double[] loads) {
        int highest = 0;
        for (int slot = 1; slot < loads.length; slot++) {
            highest = loads[slot] > loads[highest] ? slot : highest;
        }
        return startOf(highest);
    }

    /** Stretches of minutes above the threshold. */
    List<Hotspot> hotspots(double[] loads) {
        double threshold = this.analysis.settings().hotspotThreshold();
        List<Hotspot> found = new ArrayList<>();
        int begin = -1;
        double peak = 0;
        for (int slot = 0; slot <= loads.length; slot++) {
            if (slot < loads.length && loads[slot] > threshold) {
                begin = begin < 0 ? slot : begin;
                peak = Math.max(peak, loads[slot]);
            } else if (begin >= 0) {
                found.add(new Hotspot(startOf(begin), startOf(slot), peak));
                begin = -1;
                peak = 0;
            }
        }
        return found;
    }

    /**
     * A stretch of minutes with too much load.
     *
     * @param from inclusive
     * @param until exclusive
     * @param peak the highest load in it
     */
    record Hotspot(Instant from, Instant until, double peak) {}
}
