package dev.idempotency.schedule;

import java.util.List;

/** Merges the fires of many schedules into one sequence: a binary heap of the next fire of each. */
final class FireHeap {

    private final FireTimes[] streams;
    private final long[] times;
    private final int[] schedules;
    private int size;

    /**
     * Makes a heap.
     *
     * @param streams the fires of the first schedule, of the second, and so on
     */
    FireHeap(List<FireTimes> streams) {
        this.streams = streams.toArray(FireTimes[]::new);
        this.times = new long[this.streams.length];
        this.schedules = new int[this.streams.length];
        for (int i = 0; i < this.streams.length; i++) {
            long first = this.streams[i].next();
            if (first != FireTimes.NONE) {
                this.times[this.size] = first;
                this.schedules[this.size++] = i;
            }
        }
        for (int i = this.size / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    /** Every instant at which something fires, in order. */
    void forEachInstant(FireObserver observer) {
        int[] together = new int[this.streams.length];
        while (this.size > 0) {
            long at = this.times[0];
            int count = 0;
            while (this.size > 0 && this.times[0] == at) {
                together[count++] = this.schedules[0];
                advance();
            }
            observer.fired(at, together, count);
        }
    }

    private void advance() {
        long next = this.streams[this.schedules[0]].next();
        if (next == FireTimes.NONE) {
            this.size--;
            this.times[0] = this.times[this.size];
            this.schedules[0] = this.schedules[this.size];
        } else {
            this.times[0] = next;
        }
        siftDown(0);
    }

    private void siftDown(int start) {
        int parent = start;
        long time = this.times[parent];
        int schedule = this.schedules[parent];
        while (true) {
            int child = 2 * parent + 1;
            if (child >= this.size) {
                break;
            }
            if (child + 1 < this.size && this.times[child + 1] < this.times[child]) {
                child++;
            }
            if (time <= this.times[child]) {
                break;
            }
            this.times[parent] = this.times[child];
            this.schedules[parent] = this.schedules[child];
            parent = child;
        }
        this.times[parent] = time;
        this.schedules[parent] = schedule;
    }
}
