package dev.idempotency.schedule;

/** Is told of every instant at which something fires, in order. */
@FunctionalInterface
interface FireObserver {

    /**
     * Something fires.
     *
     * @param at seconds of the epoch
     * @param schedules the numbers of those that fire, in no order; only until this method returns
     * @param count how many they are: what follows in the array means nothing
     */
    void fired(long at, int[] schedules, int count);
}
