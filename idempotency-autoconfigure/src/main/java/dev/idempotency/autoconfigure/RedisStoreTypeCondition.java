package dev.idempotency.autoconfigure;

import java.util.Locale;
import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if {@code idempotency.store.type} lets Redis be used; blank means unset. Whoever reads the type validates it. */
final class RedisStoreTypeCondition extends SpringBootCondition {

    private static final String PROPERTY = "idempotency.store.type";
    private static final Set<String> USES_REDIS = Set.of("", "auto", "redis", "tiered");

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String type = context.getEnvironment().getProperty(PROPERTY, "").strip();
        ConditionMessage message =
                ConditionMessage.forCondition("Idempotency store type").because(PROPERTY + " is '" + type + "'");
        return new ConditionOutcome(USES_REDIS.contains(type.toLowerCase(Locale.ROOT)), message);
    }
}
