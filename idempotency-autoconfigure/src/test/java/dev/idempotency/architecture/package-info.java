/** The rules of the house that a compiler does not check, and the proof that each of them can fail. */
@NullMarked
package dev.idempotency.architecture;

import org.jspecify.annotations.NullMarked;
