/** Locks as leases in a relational database; {@link dev.idempotency.lock.jdbc.JdbcLockProvider} is the entry point. */
@NullMarked
package dev.idempotency.lock.jdbc;

import org.jspecify.annotations.NullMarked;
