package dev.idempotency.sample.maintenance;

import java.time.LocalTime;

/**
 * Work that an asset needs every day.
 *
 * @param from when it begins
 * @param to when it is over; the next one may begin then
 */
public record Schedule(long id, String asset, String title, LocalTime from, LocalTime to) {}
