/**
 * A store in a relational database: correct under every failure of the nodes, because one database decides.
 * {@link dev.idempotency.store.jdbc.JdbcIdempotencyStore} is the store,
 * {@link dev.idempotency.store.jdbc.IdempotencySchemaInitializer} prepares its table.
 */
@NullMarked
package dev.idempotency.store.jdbc;

import org.jspecify.annotations.NullMarked;
