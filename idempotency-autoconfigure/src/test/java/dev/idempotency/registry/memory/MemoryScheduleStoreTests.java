package dev.idempotency.registry.memory;

import dev.idempotency.registry.AbstractScheduleStoreContractTests;
import dev.idempotency.registry.ScheduleStore;

class MemoryScheduleStoreTests extends AbstractScheduleStoreContractTests {

    private final ScheduleStore store = new MemoryScheduleStore();

    @Override
    protected ScheduleStore store() {
        return this.store;
    }
}
