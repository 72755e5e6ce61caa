/** Jobs that two instances would close at the same time. */
@NullMarked
package dev.idempotency.sample.jobs;

import org.jspecify.annotations.NullMarked;
