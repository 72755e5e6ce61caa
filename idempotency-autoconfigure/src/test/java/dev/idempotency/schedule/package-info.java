/** Nominal fire times. */
@NullMarked
package dev.idempotency.schedule;

import org.jspecify.annotations.NullMarked;
