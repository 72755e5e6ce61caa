package dev.idempotency.autoconfigure;

/** The condition behind {@link ConditionalOnStoreType}. */
class OnStoreTypeCondition extends OnChoiceCondition {

    OnStoreTypeCondition() {
        super("idempotency.store.type", ConditionalOnStoreType.class);
    }
}
