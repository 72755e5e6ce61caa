/**
 * A store in Redis (6.2 or newer) or Valkey (7.2 or newer): one key per record, one script and one round trip per
 * operation. {@link dev.idempotency.store.redis.RedisIdempotencyStore} is the entry point and says what Redis can and
 * cannot promise.
 */
@NullMarked
package dev.idempotency.store.redis;

import org.jspecify.annotations.NullMarked;
