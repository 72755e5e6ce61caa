/** Breaks the rule, to show that it can be broken. */
@NullMarked
package dev.idempotency.sample.architecture.broken;

import org.jspecify.annotations.NullMarked;
