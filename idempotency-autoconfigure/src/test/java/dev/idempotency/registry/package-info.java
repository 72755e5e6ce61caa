/** Registered schedules. */
@NullMarked
package dev.idempotency.registry;

import org.jspecify.annotations.NullMarked;
