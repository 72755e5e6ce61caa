/** Several processes on one store: killed, frozen, shut down. */
@NullMarked
package dev.idempotency.nodes;

import org.jspecify.annotations.NullMarked;
