/** What the engine and the store do, as Micrometer meters; {@link dev.idempotency.metrics.IdempotencyMeter} lists them. */
@NullMarked
package dev.idempotency.metrics;

import org.jspecify.annotations.NullMarked;
