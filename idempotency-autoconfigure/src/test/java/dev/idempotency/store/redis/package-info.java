@NullMarked
package dev.idempotency.store.redis;

import org.jspecify.annotations.NullMarked;
