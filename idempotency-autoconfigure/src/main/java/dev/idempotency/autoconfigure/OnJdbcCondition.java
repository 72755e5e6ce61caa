package dev.idempotency.autoconfigure;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;

import dev.idempotency.store.IdempotencyStore;

/** Whether a relational database may be needed: for the store, or for the locks beside another one. */
class OnJdbcCondition extends AnyNestedCondition {

    OnJdbcCondition() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnStoreType({StoreType.AUTO, StoreType.JDBC, StoreType.TIERED})
    @ConditionalOnMissingBean(IdempotencyStore.class)
    static class Store {}

    @ConditionalOnLockProvider({LockProviderType.JDBC, LockProviderType.POSTGRES_ADVISORY})
    static class Locks {}
}
