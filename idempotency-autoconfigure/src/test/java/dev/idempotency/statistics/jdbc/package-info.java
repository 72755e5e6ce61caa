/** Statistics in relational databases. */
@NullMarked
package dev.idempotency.statistics.jdbc;

import org.jspecify.annotations.NullMarked;
