/** Instances of the sample, within this JVM or as processes of their own. */
@NullMarked
package dev.idempotency.sample.running;

import org.jspecify.annotations.NullMarked;
