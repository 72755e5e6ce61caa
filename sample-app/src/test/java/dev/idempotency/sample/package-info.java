/** The sample as its users meet it: over HTTP. */
@NullMarked
package dev.idempotency.sample;

import org.jspecify.annotations.NullMarked;
