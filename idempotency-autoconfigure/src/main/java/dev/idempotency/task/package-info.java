/**
 * What holds for a task, however it is called: its settings and where they come from, its keys, and what its callers are
 * given. {@link dev.idempotency.task.Task} is what annotations and requests become; {@link dev.idempotency.task.TaskCalls}
 * leads their calls to the engine.
 */
@NullMarked
package dev.idempotency.task;

import org.jspecify.annotations.NullMarked;
