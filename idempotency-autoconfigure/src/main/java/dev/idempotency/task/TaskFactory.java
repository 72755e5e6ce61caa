package dev.idempotency.task;

import java.time.Duration;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

import dev.idempotency.OnFailure;
import dev.idempotency.OnInProgress;
import dev.idempotency.engine.FailurePolicy;
import dev.idempotency.engine.TaskPolicy;
import dev.idempotency.key.CurrentUser;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.key.KeyWindow;

/** Adds the application's settings to what a task says of itself, or says what is wrong with it and how to mend it. */
public final class TaskFactory {

    private static final Pattern NAME = Pattern.compile("[^\\s:\\p{Cntrl}]{1,100}");

    private static final String WINDOWS = "The choices are hour, day, week, month, or a duration such as 15m or 2d.";

    private final IdempotencySettings settings;
    private final Predicate<String> scopes;

    /**
     * Makes a factory.
     *
     * @param scopes whether there is a scope of this name
     */
    public TaskFactory(IdempotencySettings settings, Predicate<String> scopes) {
        this.settings = settings;
        this.scopes = scopes;
    }

    /** A duration as people write it. */
    public static Duration parseDuration(String text) {
        return DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS);
    }

    /**
     * What is set for the task by the first of properties, itself, its category and the defaults that say it.
     *
     * @throws InvalidTaskException if its category does not exist
     */
    public TaskSettings effective(TaskDefinition definition) {
        return new Making(definition).effective;
    }

    /**
     * The task.
     *
     * @throws InvalidTaskException if it cannot be as it is defined
     */
    public Task create(TaskDefinition definition) {
        return new Making(definition).task();
    }

    private final class Making {

        private final TaskDefinition definition;
        private final TaskSettings own;
        private final TaskSettings effective;

        Making(TaskDefinition definition) {
            this.definition = definition;
            this.own = settings.ofTask(definition.name()).or(definition.own());
            this.effective = this.own.or(ofCategory()).or(settings.defaults());
        }

        Task task() {
            check(
                    NAME.matcher(this.definition.name()).matches(),
                    "its task name '" + this.definition.name()
                            + "' has white space or a colon, or more than 100 characters.",
                    "Give it a name without.");
            Task task = new Task(
                    policy(),
                    this.definition.category(),
                    scope(),
                    window(),
                    this.definition.shape(),
                    required(this.effective.enabled()),
                    required(this.effective.storeResult()));
            ResultRules.check(task);
            return task;
        }

        private TaskSettings ofCategory() {
            String category = this.definition.category();
            if (category.isEmpty()) {
                return TaskSettings.EMPTY;
            }
            TaskSettings found = settings.categories().get(category);
            if (found == null) {
                throw invalid(
                        "its category '" + category + "' does not exist.",
                        "The choices are "
                                + String.join(
                                        ", ",
                                        new TreeSet<>(settings.categories().keySet()))
                                + "; add others under idempotency.categories.");
            }
            return found;
        }

        private TaskPolicy policy() {
            Duration ttl = required(this.effective.ttl());
            Duration lease = required(this.effective.lease());
            if (lease.compareTo(ttl) >= 0) {
                check(
                        this.own.lease() == null,
                        "its lease of " + lease + " is not shorter than its TTL of " + ttl + ".",
                        "Set a shorter lease or a longer TTL. The lease only bridges the death of a node; it is renewed"
                                + " while the method runs.");
            }
            if (this.own.lease() == null && lease.compareTo(ttl.dividedBy(2)) > 0) {
                lease = ttl.dividedBy(2);
            }
            OnInProgress onInProgress = required(this.effective.onInProgress());
            if (onInProgress == OnInProgress.AUTO) {
                onInProgress = this.definition.shape().wrapping() == ReturnShape.Wrapping.NOTHING
                        ? OnInProgress.SKIP
                        : OnInProgress.WAIT;
            }
            return new TaskPolicy(
                    this.definition.name(),
                    ttl,
                    lease,
                    required(this.effective.waitTimeout()),
                    required(this.effective.exclusive()),
                    required(this.effective.onDuplicate()),
                    onInProgress,
                    required(this.effective.onStoreFailure()),
                    failurePolicy());
        }

        private FailurePolicy failurePolicy() {
            int attempts = required(this.effective.maxAttempts());
            check(attempts >= 0, "its maxAttempts of " + attempts + " is negative.", "Use 0 for no limit, or more.");
            boolean bothOwn =
                    this.own.onFailure() == OnFailure.REMEMBER && this.own.maxAttempts() != null && attempts > 1;
            check(
                    !bothOwn,
                    "onFailure = REMEMBER remembers the first failure, and its maxAttempts of " + attempts
                            + " lets it fail more often.",
                    "Leave one of them out.");
            boolean limitedByItself = this.own.maxAttempts() != null && this.own.onFailure() == null;
            return new FailurePolicy(
                    this.effective.onFailure() == OnFailure.REMEMBER && !limitedByItself ? 1 : attempts,
                    required(this.effective.backoff()),
                    required(this.effective.backoffMultiplier()),
                    required(this.effective.maxBackoff()),
                    required(this.effective.failureTtl()));
        }

        private String scope() {
            String scope = this.definition.scope();
            if (scope.isEmpty() || scope.equals(ExecutionKey.GLOBAL)) {
                return ExecutionKey.GLOBAL;
            }
            check(
                    scopes.test(scope),
                    "its scope '" + scope + "' does not exist.",
                    "Use global, or declare a bean of type IdempotencyScopeResolver with the name '" + scope + "'."
                            + (scope.equals(CurrentUser.SCOPE)
                                    ? " Or put Spring Security on the class path, or Spring Web with the servlet API:"
                                            + " they know the user."
                                    : ""));
            check(
                    NAME.matcher(scope).matches() && !scope.contains("="),
                    "its scope '" + scope + "' has white space, a colon or an equals sign.",
                    "Give the resolver bean a name without.");
            return scope;
        }

        private @Nullable KeyWindow window() {
            String text = this.definition.window();
            if (text.isEmpty()) {
                return null;
            }
            try {
                return text.chars().allMatch(Character::isLetter) && !text.startsWith("P")
                        ? KeyWindow.named(text)
                        : KeyWindow.of(parseDuration(text));
            } catch (IllegalArgumentException ex) {
                throw invalid("its window '" + text + "' is none: " + ex.getMessage() + ".", WINDOWS);
            }
        }

        private void check(boolean valid, String problem, String remedy) {
            if (!valid) {
                throw invalid(problem, remedy);
            }
        }

        private InvalidTaskException invalid(String problem, String remedy) {
            return new InvalidTaskException(this.definition.name(), problem, remedy);
        }
    }

    /** The defaults are complete, so whatever was merged with them is. */
    private static <T> T required(@Nullable T setting) {
        if (setting == null) {
            throw new IllegalStateException("The defaults are not complete");
        }
        return setting;
    }
}
