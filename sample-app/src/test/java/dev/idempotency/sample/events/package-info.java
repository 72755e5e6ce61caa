/** Events whose handling a test holds up. */
@NullMarked
package dev.idempotency.sample.events;

import org.jspecify.annotations.NullMarked;
