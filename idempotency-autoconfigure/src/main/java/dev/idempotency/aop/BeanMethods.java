package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.ClassUtils;

/**
 * The methods of an application's beans that are protected, and those that are not although something starts them that
 * may well do so twice: a schedule, an executor, a listener. For people, so it is looked for when somebody asks.
 */
public final class BeanMethods {

    private static final String CALL = "call";

    private final ConfigurableListableBeanFactory beanFactory;
    private final IdempotentMethods methods;

    /** Makes a view of the beans of {@code beanFactory}. */
    public BeanMethods(ConfigurableListableBeanFactory beanFactory, IdempotentMethods methods) {
        this.beanFactory = beanFactory;
        this.methods = methods;
    }

    /**
     * A method of a bean that is protected, by its annotation at least.
     *
     * @param trigger what starts it: annotations as they are written, else {@code call}
     */
    public record Protected(String bean, IdempotentMethod method, String trigger) {}

    /**
     * A method of a bean that is started by something, and not protected.
     *
     * @param method class and method
     * @param trigger what starts it, as annotations are written
     */
    public record Unprotected(String bean, String method, String trigger) {}

    /** The protected methods that were met so far, by task. */
    public List<Protected> protectedMethods() {
        Map<Method, IdempotentMethod> met =
                this.methods.all().stream().collect(Collectors.toMap(IdempotentMethod::method, method -> method));
        List<Protected> found = new ArrayList<>();
        beans().forEach((bean, type) -> IdempotentMethods.annotatedMethodsOf(type).stream()
                .map(met::get)
                .filter(method -> method != null)
                .forEach(method -> found.add(new Protected(bean, method, trigger(method.method(), type)))));
        found.sort(Comparator.comparing(each -> each.method().name()));
        return found;
    }

    /** The methods that something starts without protection; one that is switched off by a property has none. */
    public List<Unprotected> unprotectedMethods() {
        List<Unprotected> found = new ArrayList<>();
        beans().forEach((bean, type) -> MethodIntrospector.selectMethods(
                        type, (MethodIntrospector.MetadataLookup<String>) method -> unprotectedTrigger(method, type))
                .forEach((method, trigger) ->
                        found.add(new Unprotected(bean, IdempotentMethod.where(method), trigger))));
        found.sort(Comparator.comparing(Unprotected::method));
        return found;
    }

    private @Nullable String unprotectedTrigger(Method method, Class<?> type) {
        if (method.getDeclaringClass() == Object.class || (method.getAnnotations().length == 0 && !isAsync(type))) {
            return null;
        }
        String trigger = trigger(method, type);
        return trigger.equals(CALL) || isProtected(method) ? null : trigger;
    }

    private boolean isProtected(Method method) {
        return this.methods.all().stream()
                .filter(met -> met.task().enabled())
                .anyMatch(met -> met.method().equals(method));
    }

    /** The classes that the application has written, by the names of their beans. */
    private Map<String, Class<?>> beans() {
        Map<String, Class<?>> found = new TreeMap<>();
        for (String name : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(name)
                    ? null
                    : AutoProxyUtils.determineTargetClass(this.beanFactory, name);
            if (type != null && !type.getName().startsWith("org.springframework.")) {
                found.put(name, ClassUtils.getUserClass(type));
            }
        }
        return found;
    }

    private String trigger(Method method, Class<?> type) {
        Stream<String> schedules =
                AnnotatedElementUtils.findMergedRepeatableAnnotations(method, Scheduled.class).stream()
                        .map(schedule -> scheduled(schedule, this::resolved));
        Stream<String> async = AnnotatedElementUtils.hasAnnotation(method, Async.class) || isAsync(type)
                ? Stream.of("@Async")
                : Stream.empty();
        String triggers = Stream.of(schedules, async, listener(method))
                .flatMap(each -> each)
                .collect(Collectors.joining(" "));
        return triggers.isEmpty() ? CALL : triggers;
    }

    private static boolean isAsync(Class<?> type) {
        return AnnotatedElementUtils.hasAnnotation(type, Async.class);
    }

    /** Of events, and of whatever brokers there are: they all call it that. */
    private static Stream<String> listener(Method method) {
        return MergedAnnotations.from(
                        method, MergedAnnotations.SearchStrategy.TYPE_HIERARCHY, RepeatableContainers.none())
                .stream()
                .map(MergedAnnotation::getType)
                .map(Class::getSimpleName)
                .filter(name -> name.endsWith("Listener"))
                .limit(1)
                .map(name -> "@" + name);
    }

    private static String scheduled(Scheduled schedule, UnaryOperator<String> resolver) {
        if (!schedule.cron().isEmpty()) {
            return "@Scheduled(cron = \"" + resolver.apply(schedule.cron()) + "\")";
        }
        return SchedulePeriod.of(schedule, resolver)
                .map(period ->
                        "@Scheduled(" + (isFixedRate(schedule) ? "fixedRate" : "fixedDelay") + " = " + period + ")")
                .orElse("@Scheduled");
    }

    private static boolean isFixedRate(Scheduled schedule) {
        return schedule.fixedRate() >= 0 || !schedule.fixedRateString().isEmpty();
    }

    private String resolved(String text) {
        String resolved = this.beanFactory.resolveEmbeddedValue(text);
        return resolved == null ? text : resolved;
    }
}
