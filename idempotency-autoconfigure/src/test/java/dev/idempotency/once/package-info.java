/** Whole applications on every store: what runs once, runs once. */
@NullMarked
package dev.idempotency.once;

import org.jspecify.annotations.NullMarked;
