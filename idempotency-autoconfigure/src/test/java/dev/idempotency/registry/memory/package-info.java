/** Registered schedules in memory. */
@NullMarked
package dev.idempotency.registry.memory;

import org.jspecify.annotations.NullMarked;
