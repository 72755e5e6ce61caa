/**
 * Locks in Redis (6.2 or newer) or Valkey (7.2 or newer); {@link dev.idempotency.lock.redis.RedisLockProvider} is the
 * entry point and says what Redis can and cannot promise.
 */
@NullMarked
package dev.idempotency.lock.redis;

import org.jspecify.annotations.NullMarked;
