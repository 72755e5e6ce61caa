/** Tickets that nobody has answered, escalated once per level and day. */
@NullMarked
package dev.idempotency.sample.tickets;

import org.jspecify.annotations.NullMarked;
