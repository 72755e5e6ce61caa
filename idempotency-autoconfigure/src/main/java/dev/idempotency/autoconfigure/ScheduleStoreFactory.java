package dev.idempotency.autoconfigure;

import java.util.function.Supplier;

import dev.idempotency.registry.ScheduleStore;

/**
 * Makes the store of registered schedules of one type. A bean of this type stands for: the application has the connection
 * that it needs.
 *
 * @param storeName the name of the record store beside which the schedules are
 * @param schedules makes it; called once, and only if the records are there too
 */
record ScheduleStoreFactory(String storeName, Supplier<ScheduleStore> schedules) {}
