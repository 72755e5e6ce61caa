/** Registered schedules in a relational database. */
@NullMarked
package dev.idempotency.registry.jdbc;

import org.jspecify.annotations.NullMarked;
