/** Statistics in Redis; {@link dev.idempotency.statistics.redis.RedisStatisticsStore} is the entry point. */
@NullMarked
package dev.idempotency.statistics.redis;

import org.jspecify.annotations.NullMarked;
