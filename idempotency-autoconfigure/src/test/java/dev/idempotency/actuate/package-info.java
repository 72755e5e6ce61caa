/** What the Actuator shows. */
@NullMarked
package dev.idempotency.actuate;

import org.jspecify.annotations.NullMarked;
