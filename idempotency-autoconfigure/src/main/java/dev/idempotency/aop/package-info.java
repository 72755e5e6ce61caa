/**
 * From the annotation to the engine: {@code @Idempotent} is parsed once into an immutable
 * {@link dev.idempotency.aop.IdempotentMethod}, and three thin interceptors meet on one invocation.
 *
 * <pre>
 * claim      outermost, on the caller's thread
 *   &#64;Async
 * run        first on the executor's thread
 *   &#64;Retryable, &#64;Transactional, ...
 * complete   innermost, inside the transaction
 * </pre>
 */
@NullMarked
package dev.idempotency.aop;

import org.jspecify.annotations.NullMarked;
