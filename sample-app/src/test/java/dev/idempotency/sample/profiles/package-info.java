/** The sample in each of its profiles. */
@NullMarked
package dev.idempotency.sample.profiles;

import org.jspecify.annotations.NullMarked;
