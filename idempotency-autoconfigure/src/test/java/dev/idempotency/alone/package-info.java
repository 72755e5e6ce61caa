/** The library in an application that has nothing else. */
@NullMarked
package dev.idempotency.alone;

import org.jspecify.annotations.NullMarked;
