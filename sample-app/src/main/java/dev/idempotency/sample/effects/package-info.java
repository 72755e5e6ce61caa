/** What really happened, counted in the business tables. */
@NullMarked
package dev.idempotency.sample.effects;

import org.jspecify.annotations.NullMarked;
