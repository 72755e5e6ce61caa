/** A store in this process's memory: for tests, and for applications of one process. */
@NullMarked
package dev.idempotency.store.memory;

import org.jspecify.annotations.NullMarked;
