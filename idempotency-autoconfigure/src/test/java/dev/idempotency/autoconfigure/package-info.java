@NullMarked
package dev.idempotency.autoconfigure;

import org.jspecify.annotations.NullMarked;
