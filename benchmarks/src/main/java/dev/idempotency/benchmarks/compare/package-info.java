/** The library, raw clients and ShedLock at the same work, in turns. */
@NullMarked
package dev.idempotency.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
