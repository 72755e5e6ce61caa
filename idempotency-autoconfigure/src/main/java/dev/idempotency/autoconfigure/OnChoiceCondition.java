package dev.idempotency.autoconfigure;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether a property with a fixed set of values has one of those that an annotation lists; blank is {@code auto}. A value
 * that is none of the set is left to the properties to refuse.
 */
abstract class OnChoiceCondition extends SpringBootCondition {

    private final String property;
    private final Class<? extends Annotation> annotation;

    OnChoiceCondition(String property, Class<? extends Annotation> annotation) {
        this.property = property;
        this.annotation = annotation;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String configured =
                context.getEnvironment().getProperty(this.property, "").strip();
        String chosen = configured.isEmpty() ? "auto" : plain(configured);
        Map<String, @Nullable Object> attributes = metadata.getAnnotationAttributes(this.annotation.getName());
        Enum<?>[] matching =
                attributes != null && attributes.get("value") instanceof Enum<?>[] values ? values : new Enum<?>[0];
        ConditionMessage message =
                ConditionMessage.forCondition(this.annotation).because(this.property + " is '" + configured + "'");
        boolean matches = Arrays.stream(matching)
                .anyMatch(candidate -> plain(candidate.name()).equals(chosen));
        return new ConditionOutcome(matches, message);
    }

    /** As the binder compares names. */
    private static String plain(String value) {
        return value.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
