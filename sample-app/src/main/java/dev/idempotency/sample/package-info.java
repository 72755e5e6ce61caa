/** A facility-operations service whose tasks run once, on as many instances as you like. */
@NullMarked
package dev.idempotency.sample;

import org.jspecify.annotations.NullMarked;
