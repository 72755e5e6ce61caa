package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.ClassUtils;

import dev.idempotency.IdempotencyScopeResolver;
import dev.idempotency.Idempotent;
import dev.idempotency.OnFailure;
import dev.idempotency.OnInProgress;
import dev.idempotency.engine.FailurePolicy;
import dev.idempotency.engine.TaskPolicy;
import dev.idempotency.key.ArgumentDigest;
import dev.idempotency.key.ExecutionKey;
import dev.idempotency.key.KeyWindow;

/** Turns an annotation into an {@link IdempotentMethod}, or says what is wrong with it, where, and how to mend it. */
public final class IdempotentMethodParser {

    private static final Pattern TASK_NAME = Pattern.compile("[^\\s:\\p{Cntrl}]{1,100}");

    private static final String WINDOWS = "The choices are hour, day, week, month, or a duration such as 15m or 2d.";

    private final IdempotencySettings settings;
    private final ConfigurableBeanFactory beanFactory;

    /**
     * Makes a parser.
     *
     * @param beanFactory resolves placeholders, and the beans that expressions name
     */
    public IdempotentMethodParser(IdempotencySettings settings, ConfigurableBeanFactory beanFactory) {
        this.settings = settings;
        this.beanFactory = beanFactory;
    }

    /**
     * Parses the annotation of {@code method}.
     *
     * @throws InvalidIdempotentMethodException if the method cannot be made idempotent as it is annotated
     */
    IdempotentMethod parse(Idempotent annotation, Method method, Class<?> targetClass) {
        return new Parsing(annotation, method, targetClass).parse();
    }

    private final class Parsing {

        private final Idempotent annotation;
        private final Method method;
        private final Class<?> targetClass;
        private final String task;
        private final Set<Scheduled> schedules;
        private final boolean async;

        Parsing(Idempotent annotation, Method method, Class<?> targetClass) {
            this.annotation = annotation;
            this.method = method;
            this.targetClass = targetClass;
            String name = resolved(annotation.name());
            this.task = name.isEmpty()
                    ? ClassUtils.getUserClass(targetClass).getSimpleName() + "." + method.getName()
                    : name;
            this.schedules = AnnotatedElementUtils.findMergedRepeatableAnnotations(method, Scheduled.class);
            this.async = AnnotatedElementUtils.hasAnnotation(method, Async.class)
                    || AnnotatedElementUtils.hasAnnotation(targetClass, Async.class);
        }

        IdempotentMethod parse() {
            check(
                    TASK_NAME.matcher(this.task).matches(),
                    "its task name '" + this.task + "' has white space or a colon, or more than 100 characters.",
                    "Give it a name without.");
            TaskSettings own = settings.ofTask(this.task).or(annotated());
            TaskSettings effective = own.or(ofCategory()).or(settings.defaults());
            check(
                    !this.annotation.exclusive(),
                    "exclusive is not available yet in this version.",
                    "Remove it: it would have no effect, which might go unnoticed.");
            ReturnShape shape = shape();
            CallExpression key = expression("key", this.annotation.key());
            IdempotentMethod parsed = new IdempotentMethod(
                    this.method,
                    policy(own, effective, shape),
                    resolved(this.annotation.category()),
                    scope(),
                    key,
                    expression("condition", this.annotation.condition()),
                    expression("verify", this.annotation.verify()),
                    window(),
                    shape,
                    is(effective.enabled()),
                    is(effective.storeResult()),
                    !this.schedules.isEmpty(),
                    this.async);
            ResultRules.check(parsed);
            if (key == null) {
                checkDefaultKey();
            }
            return parsed;
        }

        private TaskSettings annotated() {
            return new TaskSettings(
                    null,
                    duration("ttl", this.annotation.ttl()),
                    duration("lease", this.annotation.lease()),
                    duration("waitTimeout", this.annotation.waitTimeout()),
                    duration("failureTtl", this.annotation.failureTtl()),
                    duration("backoff", this.annotation.backoff()),
                    null,
                    null,
                    this.annotation.maxAttempts() == 0 ? null : this.annotation.maxAttempts(),
                    this.annotation.onDuplicate(),
                    this.annotation.onInProgress(),
                    this.annotation.onFailure(),
                    this.annotation.onStoreFailure(),
                    this.annotation.storeResult() ? null : Boolean.FALSE);
        }

        private TaskSettings ofCategory() {
            String category = resolved(this.annotation.category());
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

        private TaskPolicy policy(TaskSettings own, TaskSettings effective, ReturnShape shape) {
            Duration ttl = required(effective.ttl());
            Duration lease = required(effective.lease());
            if (lease.compareTo(ttl) >= 0) {
                check(
                        own.lease() == null,
                        "its lease of " + lease + " is not shorter than its TTL of " + ttl + ".",
                        "Set a shorter lease or a longer TTL. The lease only bridges the death of a node; it is renewed"
                                + " while the method runs.");
            }
            if (own.lease() == null && lease.compareTo(ttl.dividedBy(2)) > 0) {
                lease = ttl.dividedBy(2);
            }
            OnInProgress onInProgress = required(effective.onInProgress());
            if (onInProgress == OnInProgress.AUTO) {
                onInProgress = shape.wrapping() == ReturnShape.Wrapping.NOTHING ? OnInProgress.SKIP : OnInProgress.WAIT;
            }
            return new TaskPolicy(
                    this.task,
                    ttl,
                    lease,
                    required(effective.waitTimeout()),
                    required(effective.onDuplicate()),
                    onInProgress,
                    required(effective.onStoreFailure()),
                    failurePolicy(own, effective));
        }

        private FailurePolicy failurePolicy(TaskSettings own, TaskSettings effective) {
            int attempts = required(effective.maxAttempts());
            check(attempts >= 0, "its maxAttempts of " + attempts + " is negative.", "Use 0 for no limit, or more.");
            boolean bothOwn = own.onFailure() == OnFailure.REMEMBER && own.maxAttempts() != null && attempts > 1;
            check(
                    !bothOwn,
                    "onFailure = REMEMBER remembers the first failure, and its maxAttempts of " + attempts
                            + " lets it fail more often.",
                    "Leave one of them out.");
            boolean limitedByItself = own.maxAttempts() != null && own.onFailure() == null;
            return new FailurePolicy(
                    effective.onFailure() == OnFailure.REMEMBER && !limitedByItself ? 1 : attempts,
                    required(effective.backoff()),
                    required(effective.backoffMultiplier()),
                    required(effective.maxBackoff()),
                    required(effective.failureTtl()));
        }

        private String scope() {
            String scope = resolved(this.annotation.scope());
            if (scope.isEmpty() || scope.equals(ExecutionKey.GLOBAL)) {
                return ExecutionKey.GLOBAL;
            }
            check(
                    beanFactory.containsBean(scope) && beanFactory.isTypeMatch(scope, IdempotencyScopeResolver.class),
                    "its scope '" + scope + "' does not exist.",
                    "Use global, or declare a bean of type IdempotencyScopeResolver with the name '" + scope + "'.");
            check(
                    TASK_NAME.matcher(scope).matches() && !scope.contains("="),
                    "its scope '" + scope + "' has white space, a colon or an equals sign.",
                    "Give the resolver bean a name without.");
            return scope;
        }

        private ReturnShape shape() {
            try {
                ReturnShape shape = ReturnShape.of(this.method, this.targetClass);
                boolean plainFuture = this.method.getReturnType() == java.util.concurrent.Future.class;
                check(
                        !plainFuture || this.async,
                        "it returns a plain Future without @Async, and nobody tells when that is done.",
                        "Return CompletableFuture, or make the method @Async.");
                return shape;
            } catch (UnsupportedOperationException ex) {
                throw invalid(ex.getMessage() + ".", "Or set storeResult aside and move the work into a void method.");
            }
        }

        private @Nullable CallExpression expression(String attribute, String text) {
            if (text.isEmpty()) {
                return null;
            }
            check(!text.isBlank(), "its " + attribute + " is blank.", "Leave it out, or write an expression.");
            try {
                return CallExpression.parse(text, this.method, beanFactory);
            } catch (IllegalArgumentException ex) {
                throw invalid(
                        ex.getMessage() + ".", "A " + attribute + " is SpEL such as \"#order.id\" or \"'nightly'\".");
            }
        }

        private void checkDefaultKey() {
            if (!this.schedules.isEmpty()) {
                check(
                        this.schedules.stream().allMatch(Parsing::hasFireTimes),
                        "a @Scheduled method that runs only once per start has no fire time that nodes share.",
                        "Give it a key, such as \"'migration-7'\".");
                return;
            }
            for (int i = 0; i < this.method.getParameterCount(); i++) {
                Class<?> type = this.method.getParameterTypes()[i];
                check(
                        !ArgumentDigest.isUndigestable(type),
                        "its parameter " + i + " of type " + type.getName()
                                + " has no content that stays the same, so the arguments make no default key.",
                        "Give it a key of what identifies the call, such as key = \"#order.id\".");
            }
        }

        private static boolean hasFireTimes(Scheduled schedule) {
            return !schedule.cron().isEmpty()
                    || schedule.fixedRate() >= 0
                    || !schedule.fixedRateString().isEmpty()
                    || schedule.fixedDelay() >= 0
                    || !schedule.fixedDelayString().isEmpty();
        }

        private @Nullable KeyWindow window() {
            String text = resolved(this.annotation.window());
            if (text.isEmpty()) {
                return null;
            }
            try {
                return text.chars().allMatch(Character::isLetter) && !text.startsWith("P")
                        ? KeyWindow.named(text)
                        : KeyWindow.of(parse(text));
            } catch (IllegalArgumentException ex) {
                throw invalid("its window '" + text + "' is none: " + ex.getMessage() + ".", WINDOWS);
            }
        }

        private @Nullable Duration duration(String attribute, String text) {
            String resolved = resolved(text);
            if (resolved.isEmpty()) {
                return null;
            }
            try {
                Duration duration = parse(resolved);
                check(
                        duration.toMillis() > 0,
                        "its " + attribute + " of '" + resolved + "' is not positive.",
                        "Set a duration of at least 1ms, or leave it out to inherit.");
                return duration;
            } catch (IllegalArgumentException ex) {
                throw invalid(
                        "its " + attribute + " '" + resolved + "' is not a duration.",
                        "Write it as 30s, 5m, 4h, 2d or PT4H.");
            }
        }

        private Duration parse(String text) {
            return DurationFormatterUtils.detectAndParse(text, DurationFormat.Unit.MILLIS);
        }

        private String resolved(String text) {
            if (text.isEmpty()) {
                return text;
            }
            try {
                String value = beanFactory.resolveEmbeddedValue(text);
                return value == null ? "" : value.strip();
            } catch (IllegalArgumentException ex) {
                throw invalid("'" + text + "' cannot be resolved: " + ex.getMessage() + ".", "Set that property.");
            }
        }

        private void check(boolean valid, String problem, String remedy) {
            if (!valid) {
                throw invalid(problem, remedy);
            }
        }

        private InvalidIdempotentMethodException invalid(String problem, String remedy) {
            return new InvalidIdempotentMethodException(IdempotentMethod.where(this.method), problem, remedy);
        }
    }

    private static boolean is(@Nullable Boolean setting) {
        return Boolean.TRUE.equals(setting);
    }

    /** The defaults are complete, so whatever was merged with them is. */
    private static <T> T required(@Nullable T setting) {
        if (setting == null) {
            throw new IllegalStateException("The defaults are not complete");
        }
        return setting;
    }
}
