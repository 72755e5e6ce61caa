/**
 * The state machine: claim, run, complete. {@link dev.idempotency.engine.IdempotencyEngine} is the entry point. It
 * knows neither how a call got here nor which technology keeps the records.
 */
@NullMarked
package dev.idempotency.engine;

import org.jspecify.annotations.NullMarked;
