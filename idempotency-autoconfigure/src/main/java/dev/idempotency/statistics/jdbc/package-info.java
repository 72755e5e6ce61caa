/** Statistics in a relational database; {@link dev.idempotency.statistics.jdbc.JdbcStatisticsStore} is the entry point. */
@NullMarked
package dev.idempotency.statistics.jdbc;

import org.jspecify.annotations.NullMarked;
