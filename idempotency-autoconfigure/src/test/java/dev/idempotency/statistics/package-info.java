/** What is counted, and how it adds up. */
@NullMarked
package dev.idempotency.statistics;

import org.jspecify.annotations.NullMarked;
