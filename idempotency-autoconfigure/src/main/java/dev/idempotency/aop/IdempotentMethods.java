package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

import dev.idempotency.Idempotent;
import dev.idempotency.task.TaskRegistry;
import dev.idempotency.task.TaskSettings;

/** Every idempotent method that was met so far, each parsed once. */
public final class IdempotentMethods {

    private final IdempotentMethodParser parser;
    private final TaskRegistry registry;
    private final ConcurrentMap<MethodClassKey, Optional<IdempotentMethod>> methods = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, IdempotentMethod> byTask = new ConcurrentHashMap<>();

    /**
     * Makes an empty collection.
     *
     * @param registry is told the task of every method that is met
     */
    public IdempotentMethods(IdempotentMethodParser parser, TaskRegistry registry) {
        this.parser = parser;
        this.registry = registry;
    }

    /** Whether methods of this class may be annotated; cheap, and right when it says no. */
    static boolean isCandidate(Class<?> type) {
        return AnnotationUtils.isCandidateClass(type, Idempotent.class)
                && !type.getName().startsWith("org.springframework.");
    }

    /** The annotated methods of a class, its own and inherited ones. */
    static Set<Method> annotatedMethodsOf(Class<?> userClass) {
        Set<Method> found = new LinkedHashSet<>();
        ReflectionUtils.doWithMethods(
                userClass,
                method -> found.add(AopUtils.getMostSpecificMethod(method, userClass)),
                method -> !method.isBridge()
                        && !method.isSynthetic()
                        && method.getDeclaringClass() != Object.class
                        && annotationOf(method, userClass) != null);
        return found.isEmpty() ? Set.of() : found;
    }

    /** The annotation of a method, with everything that composed ones override, also if an interface declares it. */
    static @Nullable Idempotent annotationOf(Method method, Class<?> targetClass) {
        Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
        Idempotent annotation = AnnotatedElementUtils.findMergedAnnotation(specific, Idempotent.class);
        return annotation != null ? annotation : AnnotatedElementUtils.findMergedAnnotation(method, Idempotent.class);
    }

    /**
     * The idempotent method that a call of {@code method} on {@code targetClass} means; {@code null} if it is none.
     *
     * @throws InvalidIdempotentMethodException if it cannot be made idempotent as it is annotated
     */
    @Nullable
    IdempotentMethod find(Method method, Class<?> targetClass) {
        MethodClassKey key = new MethodClassKey(method, targetClass);
        Optional<IdempotentMethod> found = this.methods.get(key);
        if (found == null) {
            found = Optional.ofNullable(parse(method, targetClass));
            this.methods.put(key, found);
        }
        return found.orElse(null);
    }

    private @Nullable IdempotentMethod parse(Method method, Class<?> targetClass) {
        Idempotent annotation = annotationOf(method, targetClass);
        if (annotation == null) {
            return null;
        }
        IdempotentMethod parsed =
                this.parser.parse(annotation, AopUtils.getMostSpecificMethod(method, targetClass), targetClass);
        IdempotentMethod other = this.byTask.putIfAbsent(parsed.name(), parsed);
        if (other == null || other.method().equals(parsed.method())) {
            this.registry.add(parsed.task());
            return other == null ? parsed : other;
        }
        throw new InvalidIdempotentMethodException(
                parsed.where(),
                "its task name '" + parsed.name() + "' is also that of " + other.where() + "; they would share keys,"
                        + " settings and metrics.",
                "Give one of them a name of its own: @Idempotent(name = \"...\").");
    }

    /** All methods met so far, by task name. */
    public Collection<IdempotentMethod> all() {
        return this.byTask.values().stream()
                .sorted(Comparator.comparing(IdempotentMethod::name))
                .toList();
    }

    /** The settings under which no task was found, so far: probably misspelt. */
    public Collection<String> settingsWithoutTask(Map<String, TaskSettings> tasks) {
        return tasks.keySet().stream()
                .filter(name -> this.byTask.keySet().stream().noneMatch(name::equalsIgnoreCase))
                .sorted()
                .toList();
    }
}
