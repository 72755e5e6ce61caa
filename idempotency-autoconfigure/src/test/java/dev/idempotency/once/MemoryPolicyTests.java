package dev.idempotency.once;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.Idempotent;
import dev.idempotency.OnStoreFailure;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

class MemoryPolicyTests extends AbstractPolicyTests {

    @Override
    ApplicationContextRunner application() {
        return IdempotentApplication.inMemory();
    }

    @Test
    void proceedsOrSkipsWithoutAStoreWhereThePolicySaysSo() {
        IdempotencyStore broken = spy(new MemoryIdempotencyStore());
        doThrow(new IdempotencyStoreException("out of order", null))
                .when(broken)
                .claim(any(ClaimRequest.class));
        application()
                .withBean(IdempotencyStore.class, () -> broken)
                .withBean(Careless.class)
                .run(context -> {
                    Careless service = context.getBean(Careless.class);
                    assertThat(service.proceed("a")).isEqualTo("ran");
                    assertThat(service.skip("a")).isNull();
                });
    }

    @Test
    void returnsTheResultOfAMethodWhoseCompletionCannotBeRecordedWhereThePolicyIsToProceed() {
        IdempotencyStore broken = spy(new MemoryIdempotencyStore());
        doThrow(new IdempotencyStoreException("out of order", null))
                .when(broken)
                .complete(any(), any(), any());
        application()
                .withBean(IdempotencyStore.class, () -> broken)
                .withBean(Careless.class)
                .run(context ->
                        assertThat(context.getBean(Careless.class).proceed("a")).isEqualTo("ran"));
    }

    static class Careless {

        @Idempotent(key = "#id", onStoreFailure = OnStoreFailure.PROCEED)
        public String proceed(String id) {
            return "ran";
        }

        @Idempotent(key = "#id", onStoreFailure = OnStoreFailure.SKIP)
        public String skip(String id) {
            return "ran";
        }
    }
}
