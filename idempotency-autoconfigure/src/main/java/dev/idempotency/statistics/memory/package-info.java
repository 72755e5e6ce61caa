/** Statistics of this process, for as long as it lives. */
@NullMarked
package dev.idempotency.statistics.memory;

import org.jspecify.annotations.NullMarked;
