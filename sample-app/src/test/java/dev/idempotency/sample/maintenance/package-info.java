/** Maintenance that two instances would plan at the same time. */
@NullMarked
package dev.idempotency.sample.maintenance;

import org.jspecify.annotations.NullMarked;
