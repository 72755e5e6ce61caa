/** Planned maintenance: one job for each schedule and day, and no two schedules at one asset at a time. */
@NullMarked
package dev.idempotency.sample.maintenance;

import org.jspecify.annotations.NullMarked;
