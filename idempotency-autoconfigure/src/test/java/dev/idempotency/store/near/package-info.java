/** The near cache in front of other stores. */
@NullMarked
package dev.idempotency.store.near;

import org.jspecify.annotations.NullMarked;
