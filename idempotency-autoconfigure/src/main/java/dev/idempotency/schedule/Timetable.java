package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The runs of a set of schedules, from which one can be taken and put elsewhere. */
final class Timetable {

    private final Analysis analysis;

    /** Threads that are busy, by minute. */
    private final double[] busy;

    /** Seconds of work that begin, by minute. */
    private final double[] begun;

    private final @Nullable Runs[] runs;

    /**
     * Makes an empty one.
     *
     * @param steady how many threads are busy all the time with what has no times
     */
    Timetable(Analysis analysis, double steady) {
        this.analysis = analysis;
        int slots = (int) ((analysis.until() - analysis.from()) / SlotLoad.SLOT_SECONDS) + 1;
        this.busy = new double[slots];
        Arrays.fill(this.busy, steady);
        this.begun = new double[slots];
        this.runs = new @Nullable Runs[analysis.size()];
    }

    /**
     * The runs of a schedule.
     *
     * @param fires in seconds of the epoch
     * @param mean in seconds
     * @param p95 in seconds; 0 if it was never observed
     */
    record Runs(long[] fires, double mean, long p95) {}

    /**
     * What a place is like, for the one that is to be put there; its own work included.
     *
     * @param conflicts how often somebody else uses its resource
     * @param waiting how many seconds of others' work begin in the same minute, to each thread
     * @param load the highest of its minutes
     */
    record Place(long conflicts, double waiting, double load) {}

    void put(int number, Runs added) {
        this.runs[number] = added;
        change(added, 1);
    }

    Runs take(int number) {
        Runs taken = this.runs[number];
        if (taken == null) {
            throw new IllegalArgumentException("Schedule " + number + " is not in the timetable");
        }
        this.runs[number] = null;
        change(taken, -1);
        return taken;
    }

    private void change(Runs changed, int sign) {
        for (long fire : changed.fires()) {
            this.begun[slot(fire)] += sign * changed.mean();
            forEachSlot(fire, changed.mean(), (slot, part) -> this.busy[slot] += sign * part);
        }
    }

    Place look(int number, Runs there) {
        int threads = this.analysis.settings().poolSize();
        double waiting = 0;
        double[] highest = new double[1];
        for (long fire : there.fires()) {
            waiting = Math.max(waiting, this.begun[slot(fire)] / threads);
            forEachSlot(
                    fire,
                    there.mean(),
                    (slot, part) -> highest[0] = Math.max(highest[0], (this.busy[slot] + part) / threads));
        }
        return new Place(conflicts(number, there), waiting, highest[0]);
    }

    private long conflicts(int number, Runs there) {
        if (!this.analysis.hasResource(number)) {
            return 0;
        }
        long conflicts = 0;
        for (int other = 0; other < this.runs.length; other++) {
            Runs others = this.runs[other];
            if (others != null && other != number && this.analysis.shareResource(number, other)) {
                conflicts += conflicts(there, others);
            }
        }
        return conflicts;
    }

    /** Both are in the order of time. */
    private static long conflicts(Runs one, Runs other) {
        long conflicts = 0;
        int first = 0;
        long[] others = other.fires();
        for (long fire : one.fires()) {
            while (first < others.length && others[first] < fire && others[first] + other.p95() <= fire) {
                first++;
            }
            if (first < others.length && (others[first] <= fire || others[first] < fire + one.p95())) {
                conflicts++;
            }
        }
        return conflicts;
    }

    private int slot(long second) {
        return (int) ((second - this.analysis.from()) / SlotLoad.SLOT_SECONDS);
    }

    /** Is told of every minute that a run takes, and which part of it. */
    @FunctionalInterface
    private interface SlotVisitor {

        void visit(int slot, double part);
    }

    private void forEachSlot(long fire, double seconds, SlotVisitor visitor) {
        double from = fire - this.analysis.from();
        double end = from + seconds;
        for (int slot = slot(fire); slot < this.busy.length && slot * 60.0 < end; slot++) {
            double part = Math.min(end, slot * 60.0 + 60) - Math.max(from, slot * 60.0);
            visitor.visit(slot, part / 60);
        }
    }

    /** The runs of a schedule if it had this pattern. */
    Runs runs(int number, ScheduleTiming.Cron cron) {
        ScheduleDefinition definition =
                this.analysis.schedule(number).definition().timing(cron);
        Schedule.RunTimes runTimes = this.analysis.schedule(number).runTimes();
        Analysis moved =
                new Analysis(this.analysis.settings(), List.of(Schedule.of(definition)), this.analysis.start());
        return new Runs(
                moved.fireTimes(0, this.analysis.start(), this.analysis.end()).stream()
                        .toArray(),
                this.analysis.meanSeconds(number),
                runTimes == null ? 0 : Math.max(1, runTimes.p95().toSeconds()));
    }

    /** Whether all its runs are at times that the constraints allow. */
    static boolean allowed(Runs runs, PlanningConstraints constraints) {
        Duration lasting = Duration.ofMillis(Math.max(runs.p95() * 1000, (long) (runs.mean() * 1000)));
        for (long fire : runs.fires()) {
            if (!constraints.allow(Instant.ofEpochSecond(fire), lasting)) {
                return false;
            }
        }
        return true;
    }
}
