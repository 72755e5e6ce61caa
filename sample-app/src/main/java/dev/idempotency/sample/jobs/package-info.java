/** Facility jobs, and closing those that are overdue: once per tick, once per job and day. */
@NullMarked
package dev.idempotency.sample.jobs;

import org.jspecify.annotations.NullMarked;
