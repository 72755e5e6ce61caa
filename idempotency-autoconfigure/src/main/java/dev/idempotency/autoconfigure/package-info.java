/** Wiring only: one auto-configuration per concern. Nothing depends on this package. */
@NullMarked
package dev.idempotency.autoconfigure;

import org.jspecify.annotations.NullMarked;
