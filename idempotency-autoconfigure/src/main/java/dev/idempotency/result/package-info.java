/** Results as they are stored: written once, read back as the type that the method declares. */
@NullMarked
package dev.idempotency.result;

import org.jspecify.annotations.NullMarked;
