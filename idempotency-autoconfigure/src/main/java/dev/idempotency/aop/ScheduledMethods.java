package dev.idempotency.aop;

import java.lang.reflect.Method;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.ClassUtils;

import dev.idempotency.schedule.ScheduleTiming;
import dev.idempotency.schedule.ScheduledTaskLookup;

/** The {@code @Scheduled} methods, and other protected ones that are given to a scheduler, by the text under which Spring hands them to a scheduler: class and method. */
public final class ScheduledMethods implements ScheduledTaskLookup {

    private final IdempotentMethods methods;
    private final ConfigurableBeanFactory beanFactory;

    /** Makes a lookup. */
    public ScheduledMethods(IdempotentMethods methods, ConfigurableBeanFactory beanFactory) {
        this.methods = methods;
        this.beanFactory = beanFactory;
    }

    @Override
    public @Nullable ScheduledTask find(String runnable, ScheduleTiming timing) {
        int dot = runnable.lastIndexOf('.');
        if (dot < 1 || !ClassUtils.isPresent(runnable.substring(0, dot), this.beanFactory.getBeanClassLoader())) {
            return null;
        }
        Class<?> type = ClassUtils.resolveClassName(runnable.substring(0, dot), this.beanFactory.getBeanClassLoader());
        String method = runnable.substring(dot + 1);
        Optional<IdempotentMethod> idempotent = idempotent(type, method);
        Class<?> annotated = idempotent
                .<Class<?>>map(found -> found.method().getDeclaringClass())
                .orElse(type);
        Set<Scheduled> schedules = schedules(annotated, method);
        if (schedules.isEmpty() && idempotent.isEmpty()) {
            return null;
        }
        return new ScheduledTask(
                idempotent.map(IdempotentMethod::name).orElseGet(() -> type.getSimpleName() + "." + method),
                zone(schedules, timing),
                idempotent.flatMap(ScheduledMethods::lease).orElse(null));
    }

    /** Of a proxy by interfaces the text names the interface. */
    private Optional<IdempotentMethod> idempotent(Class<?> type, String method) {
        return this.methods.all().stream()
                .filter(candidate -> candidate.method().getName().equals(method))
                .filter(candidate -> type.isAssignableFrom(candidate.method().getDeclaringClass())
                        || candidate.method().getDeclaringClass().isAssignableFrom(type))
                .findFirst();
    }

    private static Optional<Duration> lease(IdempotentMethod method) {
        return method.task().enabled() ? Optional.of(method.task().policy().lease()) : Optional.empty();
    }

    private static Set<Scheduled> schedules(Class<?> type, String method) {
        Map<Method, Set<Scheduled>> found =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<Set<Scheduled>>)
                        candidate -> {
                            Set<Scheduled> schedules = candidate.getName().equals(method)
                                    ? AnnotatedElementUtils.getMergedRepeatableAnnotations(candidate, Scheduled.class)
                                    : Set.of();
                            return schedules.isEmpty() ? null : schedules;
                        });
        return found.values().stream().findFirst().orElse(Set.of());
    }

    private @Nullable ZoneId zone(Set<Scheduled> schedules, ScheduleTiming timing) {
        return schedules.stream()
                .filter(schedule -> isWritten(resolved(schedule.cron()), timing))
                .map(schedule -> resolved(schedule.zone()))
                .filter(zone -> !zone.isBlank())
                .flatMap(ScheduledMethods::parsed)
                .findFirst()
                .orElse(null);
    }

    /** Spring writes a macro such as {@code @daily} out. */
    private static boolean isWritten(String cron, ScheduleTiming timing) {
        return CronExpression.isValidExpression(cron)
                && ScheduleTiming.cron(cron).equals(timing);
    }

    /** As Spring reads it, which has refused by now what is no zone. */
    private static Stream<ZoneId> parsed(String zone) {
        try {
            return Stream.of(ZoneId.of(zone));
        } catch (DateTimeException ex) {
            return Stream.empty();
        }
    }

    private String resolved(String text) {
        String value = this.beanFactory.resolveEmbeddedValue(text);
        return value == null ? "" : value;
    }
}
