/** What sharing a database file takes. */
@NullMarked
package dev.idempotency.sample.database;

import org.jspecify.annotations.NullMarked;
