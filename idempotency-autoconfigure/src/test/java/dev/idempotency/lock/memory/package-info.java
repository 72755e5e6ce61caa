@NullMarked
package dev.idempotency.lock.memory;

import org.jspecify.annotations.NullMarked;
