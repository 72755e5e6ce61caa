/** Servers that are started for a benchmark, and end with it. */
@NullMarked
package dev.idempotency.benchmarks.server;

import org.jspecify.annotations.NullMarked;
