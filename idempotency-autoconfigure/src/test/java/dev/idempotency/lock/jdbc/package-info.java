@NullMarked
package dev.idempotency.lock.jdbc;

import org.jspecify.annotations.NullMarked;
