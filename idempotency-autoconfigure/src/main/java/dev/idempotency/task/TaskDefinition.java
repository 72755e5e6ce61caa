package dev.idempotency.task;

/**
 * What a task says of itself, before the application's settings are added.
 *
 * @param name the task's name
 * @param own what its annotation or request sets
 * @param category the category to inherit from; empty if none
 * @param scope the name of its scope; empty for the global one
 * @param window {@code hour}, {@code day}, {@code week}, {@code month} or a duration; empty if none
 * @param shape how it returns
 */
public record TaskDefinition(
        String name, TaskSettings own, String category, String scope, String window, ReturnShape shape) {}
