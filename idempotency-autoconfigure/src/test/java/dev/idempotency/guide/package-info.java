/** The examples of the guide, and the tests that what the guide says of them is so. */
@NullMarked
package dev.idempotency.guide;

import org.jspecify.annotations.NullMarked;
