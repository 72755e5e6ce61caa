/** How keys are made: digests of arguments, time windows, and the full key that stands in the store. */
@NullMarked
package dev.idempotency.key;

import org.jspecify.annotations.NullMarked;
