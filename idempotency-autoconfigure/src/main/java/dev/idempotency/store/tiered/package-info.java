/**
 * A store that decides, and a gate in front of it that answers duplicates of what has completed.
 * {@link dev.idempotency.store.tiered.TieredIdempotencyStore} is the entry point and says what may be lost where.
 */
@NullMarked
package dev.idempotency.store.tiered;

import org.jspecify.annotations.NullMarked;
