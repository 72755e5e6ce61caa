package dev.idempotency.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches where {@code idempotency.store.type} leaves room for a relational database. */
class OnJdbcStoreCondition extends SpringBootCondition {

    private static final String PROPERTY = "idempotency.store.type";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        StoreType type = Binder.get(context.getEnvironment())
                .bind(PROPERTY, StoreType.class)
                .orElse(StoreType.AUTO);
        ConditionMessage message =
                ConditionMessage.forCondition("Idempotency JDBC store").because(PROPERTY + " is " + type);
        return switch (type) {
            case AUTO, JDBC, TIERED -> ConditionOutcome.match(message);
            case REDIS, MEMORY -> ConditionOutcome.noMatch(message);
        };
    }
}
