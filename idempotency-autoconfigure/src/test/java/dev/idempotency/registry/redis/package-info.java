/** Registered schedules in Redis. */
@NullMarked
package dev.idempotency.registry.redis;

import org.jspecify.annotations.NullMarked;
