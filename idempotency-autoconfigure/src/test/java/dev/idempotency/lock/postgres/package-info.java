@NullMarked
package dev.idempotency.lock.postgres;

import org.jspecify.annotations.NullMarked;
