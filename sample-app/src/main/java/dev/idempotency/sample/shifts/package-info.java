/** Check-ins: one for each person and day, whoever the person is. In the profile {@code secure}. */
@NullMarked
package dev.idempotency.sample.shifts;

import org.jspecify.annotations.NullMarked;
