/** Messages to people: by SMTP where a server is set, else into a table. */
@NullMarked
package dev.idempotency.sample.mail;

import org.jspecify.annotations.NullMarked;
