/** What Spring Boot's Actuator shows of tasks and schedules: thin adapters. */
@NullMarked
package dev.idempotency.actuate;

import org.jspecify.annotations.NullMarked;
