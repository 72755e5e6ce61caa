package dev.idempotency.schedule;

/**
 * How often something happens to two schedules, and when first. An open hash table of primitive values: it is asked for
 * each of millions of meetings.
 */
final class PairCounts {

    private static final double LOAD_FACTOR = 0.5;

    /** The pair plus one: 0 is a free place. */
    private long[] pairs = new long[1024];

    private long[] first = new long[1024];
    private int[] times = new int[1024];
    private int size;

    /** Is told of every pair. */
    @FunctionalInterface
    interface Visitor {

        void visit(int one, int other, long first, int times);
    }

    void count(int one, int other, long at) {
        long pair = (((long) Math.min(one, other) << Integer.SIZE) | Math.max(one, other)) + 1;
        int place = place(this.pairs, pair);
        if (this.pairs[place] == 0) {
            this.pairs[place] = pair;
            this.first[place] = at;
            this.size++;
        }
        this.times[place]++;
        if (this.size > this.pairs.length * LOAD_FACTOR) {
            grow();
        }
    }

    private static int place(long[] pairs, long pair) {
        int mask = pairs.length - 1;
        long mixed = pair * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed >>> Integer.SIZE) & mask;
        while (pairs[place] != 0 && pairs[place] != pair) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        long[] morePairs = new long[this.pairs.length * 2];
        long[] moreFirst = new long[morePairs.length];
        int[] moreTimes = new int[morePairs.length];
        for (int i = 0; i < this.pairs.length; i++) {
            if (this.pairs[i] != 0) {
                int place = place(morePairs, this.pairs[i]);
                morePairs[place] = this.pairs[i];
                moreFirst[place] = this.first[i];
                moreTimes[place] = this.times[i];
            }
        }
        this.pairs = morePairs;
        this.first = moreFirst;
        this.times = moreTimes;
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < this.pairs.length; i++) {
            if (this.pairs[i] != 0) {
                long pair = this.pairs[i] - 1;
                visitor.visit((int) (pair >>> Integer.SIZE), (int) pair, this.first[i], this.times[i]);
            }
        }
    }
}
