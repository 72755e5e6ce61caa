/** Reminder e-mails: the same one at most once within two hours. */
@NullMarked
package dev.idempotency.sample.reminders;

import org.jspecify.annotations.NullMarked;
