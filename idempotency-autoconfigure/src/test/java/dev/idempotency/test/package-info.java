/** The support for users' tests, tested. */
@NullMarked
package dev.idempotency.test;

import org.jspecify.annotations.NullMarked;
