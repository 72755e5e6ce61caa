@NullMarked
package dev.idempotency.lock;

import org.jspecify.annotations.NullMarked;
