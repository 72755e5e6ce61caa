package dev.idempotency.statistics.memory;

import org.junit.jupiter.api.Test;

import dev.idempotency.statistics.AbstractStatisticsStoreContractTests;
import dev.idempotency.statistics.StatisticsStore;

class MemoryStatisticsStoreTests extends AbstractStatisticsStoreContractTests {

    private final StatisticsStore store = new MemoryStatisticsStore();

    @Override
    protected StatisticsStore store() {
        return this.store;
    }

    @Test
    void forgetsInTime() {
        removesWhatIsOlderThanItIsKept();
    }
}
