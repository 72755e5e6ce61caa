/** Work that goes on after its request was answered: which execution does it, and what became of it. */
@NullMarked
package dev.idempotency.sample.background;

import org.jspecify.annotations.NullMarked;
