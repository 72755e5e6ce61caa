/**
 * For the tests of applications: {@link dev.idempotency.test.IdempotencyProbe} says what ran, and lets leases expire;
 * {@link dev.idempotency.test.SettableClock} moves the time of windows and of the memory store;
 * {@link dev.idempotency.test.ScheduleAssertions} says what is wrong with schedules. Import the first two into a
 * test's context; nothing here is active otherwise.
 */
@NullMarked
package dev.idempotency.test;

import org.jspecify.annotations.NullMarked;
