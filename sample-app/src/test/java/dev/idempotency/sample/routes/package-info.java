/** Every route, with right and with wrong input. */
@NullMarked
package dev.idempotency.sample.routes;

import org.jspecify.annotations.NullMarked;
