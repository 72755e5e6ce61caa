@NullMarked
package dev.idempotency.store.jdbc;

import org.jspecify.annotations.NullMarked;
