/**
 * Distributed locks. {@link dev.idempotency.lock.LockProvider} is the SPI and states the rules every provider keeps;
 * {@link dev.idempotency.lock.ProvidedLocks} waits, queues and reports on top of it.
 */
@NullMarked
package dev.idempotency.lock;

import org.jspecify.annotations.NullMarked;
