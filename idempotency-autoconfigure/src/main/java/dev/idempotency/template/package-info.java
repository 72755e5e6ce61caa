/** From requests to the engine: {@link dev.idempotency.template.TaskTemplate} runs what no annotation stands on. */
@NullMarked
package dev.idempotency.template;

import org.jspecify.annotations.NullMarked;
