/** Critical alerts: sent at most once per type and message within a day. */
@NullMarked
package dev.idempotency.sample.alerts;

import org.jspecify.annotations.NullMarked;
