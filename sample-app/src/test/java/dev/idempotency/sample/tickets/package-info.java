/** Tickets that two instances would escalate at the same time. */
@NullMarked
package dev.idempotency.sample.tickets;

import org.jspecify.annotations.NullMarked;
