/** Events from devices in the field, each handled once however often it is delivered. */
@NullMarked
package dev.idempotency.sample.events;

import org.jspecify.annotations.NullMarked;
