/** The engine alone. */
@NullMarked
package dev.idempotency.engine;

import org.jspecify.annotations.NullMarked;
