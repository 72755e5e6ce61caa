/** The daily clean-up of the activity log. */
@NullMarked
package dev.idempotency.sample.logs;

import org.jspecify.annotations.NullMarked;
