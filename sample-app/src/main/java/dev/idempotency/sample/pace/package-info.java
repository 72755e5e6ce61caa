/** Makes work take time, for those who want to look at it. */
@NullMarked
package dev.idempotency.sample.pace;

import org.jspecify.annotations.NullMarked;
