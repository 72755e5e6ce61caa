/** Real servers for tests, and means to look at what is sent to them. */
@NullMarked
package dev.idempotency.testing;

import org.jspecify.annotations.NullMarked;
