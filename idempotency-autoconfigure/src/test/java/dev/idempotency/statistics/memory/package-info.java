/** Statistics in memory. */
@NullMarked
package dev.idempotency.statistics.memory;

import org.jspecify.annotations.NullMarked;
