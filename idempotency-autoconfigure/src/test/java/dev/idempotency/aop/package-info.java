/** The aspect, as an application meets it. */
@NullMarked
package dev.idempotency.aop;

import org.jspecify.annotations.NullMarked;
