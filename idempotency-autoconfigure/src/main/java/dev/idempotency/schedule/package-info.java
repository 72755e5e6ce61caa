/** Nominal fire times: what a schedule meant, whatever this machine's clock says when it fires. */
@NullMarked
package dev.idempotency.schedule;

import org.jspecify.annotations.NullMarked;
