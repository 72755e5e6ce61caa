package dev.idempotency.autoconfigure;

import java.time.Duration;

import dev.idempotency.statistics.StatisticsStore;

/** Makes the statistics of one type. A bean of this type stands for: the application has the connection that it needs. */
interface StatisticsStoreFactory {

    /** The name of the record store beside which the statistics are. */
    String storeName();

    /**
     * Makes them; called once, and only if the records are there too.
     *
     * @param retention how long the widest slots are kept
     */
    StatisticsStore create(Duration retention);
}
