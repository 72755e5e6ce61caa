/** Reports whose generation a test holds up or lets fail. */
@NullMarked
package dev.idempotency.sample.reports;

import org.jspecify.annotations.NullMarked;
