/** Registered schedules in this process's memory. */
@NullMarked
package dev.idempotency.registry.memory;

import org.jspecify.annotations.NullMarked;
