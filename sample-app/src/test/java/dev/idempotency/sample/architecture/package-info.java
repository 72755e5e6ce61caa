/** What the sample may depend on. */
@NullMarked
package dev.idempotency.sample.architecture;

import org.jspecify.annotations.NullMarked;
