/** Messages that reach a mail server. */
@NullMarked
package dev.idempotency.sample.mail;

import org.jspecify.annotations.NullMarked;
