/**
 * Everything an application imports: {@link dev.idempotency.Idempotent} and its policies, the context of a running
 * execution, the records, the exceptions, the events and the strategies a bean can replace.
 */
@NullMarked
package dev.idempotency;

import org.jspecify.annotations.NullMarked;
