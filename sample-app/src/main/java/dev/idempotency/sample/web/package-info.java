/** What the HTTP interface has in common: valid input, and problem details for the rest. */
@NullMarked
package dev.idempotency.sample.web;

import org.jspecify.annotations.NullMarked;
