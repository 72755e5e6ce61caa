/** Windows, digests and full keys. */
@NullMarked
package dev.idempotency.key;

import org.jspecify.annotations.NullMarked;
