/**
 * What the store and the locks in Redis share: how scripts are run, and what is said when that fails. Nobody else is to
 * use it.
 */
@NullMarked
package dev.idempotency.redis;

import org.jspecify.annotations.NullMarked;
