/** What operators are shown, and what they are not. */
@NullMarked
package dev.idempotency.actuate;

import org.jspecify.annotations.NullMarked;
