package dev.idempotency.sample.shifts;

import java.time.Instant;

/** Somebody who has come to work. */
public record CheckIn(String person, Instant at) {}
