/** Schedules that are registered while an application runs: the store they are in, its rules, and what runs them. */
@NullMarked
package dev.idempotency.registry;

import org.jspecify.annotations.NullMarked;
