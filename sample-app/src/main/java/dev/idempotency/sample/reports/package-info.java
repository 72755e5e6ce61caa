/** Reports: generated in the background, once per user, name and format. */
@NullMarked
package dev.idempotency.sample.reports;

import org.jspecify.annotations.NullMarked;
