/** Registered schedules in databases. */
@NullMarked
package dev.idempotency.registry.jdbc;

import org.jspecify.annotations.NullMarked;
