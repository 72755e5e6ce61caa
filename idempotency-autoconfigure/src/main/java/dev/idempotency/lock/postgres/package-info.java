/**
 * PostgreSQL's advisory locks; {@link dev.idempotency.lock.postgres.PostgresAdvisoryLockProvider} is the entry point.
 */
@NullMarked
package dev.idempotency.lock.postgres;

import org.jspecify.annotations.NullMarked;
