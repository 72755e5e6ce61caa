package dev.idempotency.sample.architecture.broken;

import dev.idempotency.engine.IdempotencyEngine;

/** What no application should do. */
public record ReachesIntoTheEngine(IdempotencyEngine engine) {}
