@NullMarked
package dev.idempotency.lock.redis;

import org.jspecify.annotations.NullMarked;
