/** Statistics in Redis. */
@NullMarked
package dev.idempotency.statistics.redis;

import org.jspecify.annotations.NullMarked;
