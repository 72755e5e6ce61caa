package dev.idempotency.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The condition behind {@link ConditionalOnStoreType}. A value that is no type is left to the properties to refuse. */
class OnStoreTypeCondition extends SpringBootCondition {

    private static final String PROPERTY = "idempotency.store.type";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String configured = context.getEnvironment().getProperty(PROPERTY, "").strip();
        String type = configured.isEmpty() ? StoreType.AUTO.name() : configured.toUpperCase(Locale.ROOT);
        Map<String, @Nullable Object> attributes =
                metadata.getAnnotationAttributes(ConditionalOnStoreType.class.getName());
        StoreType[] matching =
                attributes != null && attributes.get("value") instanceof StoreType[] types ? types : new StoreType[0];
        ConditionMessage message = ConditionMessage.forCondition(ConditionalOnStoreType.class)
                .because(PROPERTY + " is '" + configured + "'");
        boolean matches = List.of(matching).stream()
                .anyMatch(candidate -> candidate.name().equals(type));
        return new ConditionOutcome(matches, message);
    }
}
