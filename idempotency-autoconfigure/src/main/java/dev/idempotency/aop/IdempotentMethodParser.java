package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

import dev.idempotency.Idempotent;
import dev.idempotency.key.ArgumentDigest;
import dev.idempotency.task.InvalidTaskException;
import dev.idempotency.task.ReturnShape;
import dev.idempotency.task.TaskDefinition;
import dev.idempotency.task.TaskFactory;
import dev.idempotency.task.TaskSettings;

/** Turns an annotation into an {@link IdempotentMethod}, or says what is wrong with it, where, and how to mend it. */
public final class IdempotentMethodParser {

    private static final Logger logger = LoggerFactory.getLogger(IdempotentMethodParser.class);

    private final TaskFactory tasks;
    private final ConfigurableBeanFactory beanFactory;

    /**
     * Makes a parser.
     *
     * @param tasks adds the application's settings
     * @param beanFactory resolves placeholders, and the beans that expressions name
     */
    public IdempotentMethodParser(TaskFactory tasks, ConfigurableBeanFactory beanFactory) {
        this.tasks = tasks;
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
        private final String name;
        private final Set<Scheduled> schedules;
        private final boolean async;
        private final Supplier<EventParameter> event = SingletonSupplier.of(this::event);

        Parsing(Idempotent annotation, Method method, Class<?> targetClass) {
            this.annotation = annotation;
            this.method = method;
            this.targetClass = targetClass;
            String given = resolved(annotation.name());
            this.name = given.isEmpty()
                    ? ClassUtils.getUserClass(targetClass).getSimpleName() + "." + method.getName()
                    : given;
            this.schedules = AnnotatedElementUtils.findMergedRepeatableAnnotations(method, Scheduled.class);
            this.async = AnnotatedElementUtils.hasAnnotation(method, Async.class)
                    || AnnotatedElementUtils.hasAnnotation(targetClass, Async.class);
        }

        IdempotentMethod parse() {
            try {
                return parseTask();
            } catch (InvalidTaskException ex) {
                throw invalid(ex.problem(), ex.remedy());
            }
        }

        private IdempotentMethod parseTask() {
            TaskDefinition definition = new TaskDefinition(
                    this.name,
                    annotated(),
                    resolved(this.annotation.category()),
                    resolved(this.annotation.scope()),
                    resolved(this.annotation.window()),
                    shape());
            TaskSettings effective = tasks.effective(definition);
            IdempotentMethod parsed = new IdempotentMethod(
                    this.method,
                    tasks.create(definition),
                    expression("key", this.annotation.key()),
                    expression("condition", effective.condition()),
                    expression("verify", effective.verify()),
                    !this.schedules.isEmpty(),
                    this.async);
            if (parsed.keyExpression() == null) {
                checkDefaultKey();
            }
            warnOfLongLease(parsed);
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
                    this.annotation.exclusive() ? Boolean.TRUE : null,
                    text("condition", this.annotation.condition()),
                    text("verify", this.annotation.verify()),
                    this.annotation.onDuplicate(),
                    this.annotation.onInProgress(),
                    this.annotation.onFailure(),
                    this.annotation.onStoreFailure(),
                    this.annotation.storeResult() ? null : Boolean.FALSE);
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

        private @Nullable CallExpression expression(String attribute, @Nullable String text) {
            String given = text(attribute, text);
            if (given == null) {
                return null;
            }
            try {
                return CallExpression.parse(given, this.method, beanFactory, this.event);
            } catch (IllegalArgumentException ex) {
                throw invalid(
                        ex.getMessage() + ".", "A " + attribute + " is SpEL such as \"#order.id\" or \"'nightly'\".");
            }
        }

        private @Nullable String text(String attribute, @Nullable String text) {
            if (text == null || text.isEmpty()) {
                return null;
            }
            check(!text.isBlank(), "its " + attribute + " is blank.", "Leave it out, or write an expression.");
            return text;
        }

        private EventParameter event() {
            List<Integer> found = EventParameter.candidates(this.method, this.targetClass);
            check(
                    !found.isEmpty(),
                    "it handles an event, but no parameter of it is one.",
                    "Take an EventEnvelope, a Message of Spring Messaging, a PayloadApplicationEvent of these, or a type"
                            + " with an accessor idempotencyKey() or eventId(). Or use @Idempotent with a key of your"
                            + " own.");
            check(
                    found.size() == 1,
                    "it handles an event, but its parameters " + found + " are all events.",
                    "Keep one of them, or use @Idempotent with a key that says which, such as key = \"#order.eventId\".");
            return new EventParameter(this.name, found.get(0));
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

        /** A key of each fire's own is not held against the next fire. */
        private void warnOfLongLease(IdempotentMethod parsed) {
            Duration lease = parsed.task().policy().lease();
            boolean sharedByFires =
                    parsed.keyExpression() != null || parsed.task().policy().exclusive();
            for (Scheduled schedule : this.schedules) {
                SchedulePeriod.of(schedule, this::resolved)
                        .filter(period -> sharedByFires && lease.compareTo(period) >= 0)
                        .ifPresent(period -> logger.warn(
                                "Task {} is scheduled every {} and its fires share {}, with a lease of {}: when a node"
                                        + " dies while it runs, the fires within that lease are treated as duplicates."
                                        + " Set a lease shorter than the period; it is renewed while the method runs.",
                                this.name,
                                period,
                                parsed.keyExpression() == null
                                        ? "its exclusive slot"
                                        : "the key " + parsed.keyExpression(),
                                lease));
            }
        }

        private static boolean hasFireTimes(Scheduled schedule) {
            return !schedule.cron().isEmpty()
                    || schedule.fixedRate() >= 0
                    || !schedule.fixedRateString().isEmpty()
                    || schedule.fixedDelay() >= 0
                    || !schedule.fixedDelayString().isEmpty();
        }

        private @Nullable Duration duration(String attribute, String text) {
            String resolved = resolved(text);
            if (resolved.isEmpty()) {
                return null;
            }
            try {
                Duration duration = TaskFactory.parseDuration(resolved);
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
}
