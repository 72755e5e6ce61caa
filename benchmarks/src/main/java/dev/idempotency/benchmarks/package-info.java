/** What the library costs. {@link dev.idempotency.benchmarks.Benchmarks} is where to start. */
@NullMarked
package dev.idempotency.benchmarks;

import org.jspecify.annotations.NullMarked;
