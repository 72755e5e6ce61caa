/**
 * The store SPI: one record per key, claimed, renewed, completed, failed and released by its holder.
 * {@link dev.idempotency.store.IdempotencyStore} is the entry point and states the rules every backend keeps.
 */
@NullMarked
package dev.idempotency.store;

import org.jspecify.annotations.NullMarked;
