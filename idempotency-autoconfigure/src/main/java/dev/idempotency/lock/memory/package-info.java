/** Locks in this process; {@link dev.idempotency.lock.memory.MemoryLockProvider} is the entry point. */
@NullMarked
package dev.idempotency.lock.memory;

import org.jspecify.annotations.NullMarked;
