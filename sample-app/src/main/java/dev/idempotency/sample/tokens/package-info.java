/** The daily report of access tokens that have expired or soon will. */
@NullMarked
package dev.idempotency.sample.tokens;

import org.jspecify.annotations.NullMarked;
