/**
 * What became of calls, counted by every node and added up in the store; {@link dev.idempotency.statistics.CallStatistics}
 * counts, {@link dev.idempotency.statistics.StatisticsFlush} writes, {@link dev.idempotency.statistics.StatisticsReports}
 * reads.
 */
@NullMarked
package dev.idempotency.statistics;

import org.jspecify.annotations.NullMarked;
