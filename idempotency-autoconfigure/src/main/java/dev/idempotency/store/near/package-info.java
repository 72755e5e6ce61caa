/** Completed records in this process's memory, in front of a store. {@link dev.idempotency.store.near.NearCacheIdempotencyStore}. */
@NullMarked
package dev.idempotency.store.near;

import org.jspecify.annotations.NullMarked;
