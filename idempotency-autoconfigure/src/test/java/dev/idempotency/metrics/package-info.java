/** What the meters count. */
@NullMarked
package dev.idempotency.metrics;

import org.jspecify.annotations.NullMarked;
