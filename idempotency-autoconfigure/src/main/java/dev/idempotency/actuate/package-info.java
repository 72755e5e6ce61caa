/** Health and endpoints of the actuator: thin views of what other packages know. */
@NullMarked
package dev.idempotency.actuate;

import org.jspecify.annotations.NullMarked;
