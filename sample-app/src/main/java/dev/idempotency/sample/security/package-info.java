/** Who may do what, in the profile {@code secure}. */
@NullMarked
package dev.idempotency.sample.security;

import org.jspecify.annotations.NullMarked;
