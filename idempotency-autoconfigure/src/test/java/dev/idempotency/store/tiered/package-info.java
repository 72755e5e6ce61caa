/** The tiered store on real databases and a real Redis, which is killed, frozen, emptied and put back in time. */
@NullMarked
package dev.idempotency.store.tiered;

import org.jspecify.annotations.NullMarked;
