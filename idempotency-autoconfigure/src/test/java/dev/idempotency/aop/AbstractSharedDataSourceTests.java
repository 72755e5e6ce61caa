package dev.idempotency.aop;

import org.junit.jupiter.api.Test;

import dev.idempotency.LeaseLostException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What only a store can promise that takes part in the method's transaction. */
abstract class AbstractSharedDataSourceTests extends AbstractTransactionalMethodTests {

    @Test
    void doesNotLetAnExecutionCommitWhoseKeyWasTakenOver() {
        run(fixture -> {
            assertThatExceptionOfType(LeaseLostException.class)
                    .isThrownBy(() -> fixture.service().loseKey("a"));
            assertThat(fixture.effects()).isZero();
        });
    }

    @Test
    void doesNotLetRollbackRulesCommitWhatLostItsKey() {
        run(fixture -> {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> fixture.service().loseKeyAndNeverRollBack("a"));
            assertThat(fixture.effects()).isZero();
        });
    }
}
