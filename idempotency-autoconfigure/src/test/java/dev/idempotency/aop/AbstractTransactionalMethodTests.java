package dev.idempotency.aop;

import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.TransactionTemplate;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Idempotent;
import dev.idempotency.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Effects and completion commit together or not at all. */
@Timeout(60)
abstract class AbstractTransactionalMethodTests {

    /** An application with transactions, and with its records wherever this class is about. */
    abstract ApplicationContextRunner application();

    final void run(java.util.function.Consumer<Fixture> test) {
        application().withUserConfiguration(Config.class).run(context -> {
            context.getBean(JdbcTemplate.class).execute("create table effect (name varchar(100))");
            test.accept(new Fixture(context));
        });
    }

    record Fixture(AssertableApplicationContext context) {

        Service service() {
            return this.context.getBean(Service.class);
        }

        int effects() {
            Integer count = this.context
                    .getBean(JdbcTemplate.class)
                    .queryForObject("select count(*) from effect", Integer.class);
            return count == null ? -1 : count;
        }

        boolean isDone(String method) {
            return this.context
                    .getBean(IdempotencyRecords.class)
                    .find("Service." + method, "a")
                    .filter(record -> record.status() == Status.DONE)
                    .isPresent();
        }

        boolean isFree(String method) {
            return this.context
                    .getBean(IdempotencyRecords.class)
                    .find("Service." + method, "a")
                    .isEmpty();
        }

        TransactionTemplate transaction() {
            return this.context.getBean(TransactionTemplate.class);
        }
    }

    @Test
    void commitsEffectAndCompletion() {
        run(fixture -> {
            assertThat(fixture.service().act("a")).isEqualTo("done");
            assertThat(fixture.service().act("a")).isEqualTo("done");
            assertThat(fixture.effects()).isOne();
            assertThat(fixture.isDone("act")).isTrue();
        });
    }

    @Test
    void leavesTheKeyFreeAndNoEffectWhenTheMethodThrows() {
        run(fixture -> {
            assertThatIllegalStateException().isThrownBy(() -> fixture.service().fail("a"));
            assertThat(fixture.effects()).isZero();
            assertThat(fixture.isFree("fail")).isTrue();
        });
    }

    @Test
    void leavesTheKeyFreeWhenTheTransactionIsSilentlyRolledBack() {
        run(fixture -> {
            assertThat(fixture.service().rollBackSilently("a")).isEqualTo("done");
            assertThat(fixture.effects()).isZero();
            assertThat(fixture.isFree("rollBackSilently")).isTrue();
        });
    }

    @Test
    void leavesTheKeyFreeWhenAnOuterTransactionRollsBack() {
        run(fixture -> {
            fixture.transaction().executeWithoutResult(status -> {
                fixture.service().act("a");
                assertThat(fixture.isDone("act")).isFalse();
                status.setRollbackOnly();
            });
            assertThat(fixture.effects()).isZero();
            assertThat(fixture.isFree("act")).isTrue();
            fixture.service().act("a");
            assertThat(fixture.effects()).isOne();
        });
    }

    @Test
    void completesWithTheOuterTransaction() {
        run(fixture -> {
            fixture.transaction()
                    .executeWithoutResult(status -> fixture.service().act("a"));
            assertThat(fixture.effects()).isOne();
            assertThat(fixture.isDone("act")).isTrue();
        });
    }

    @Test
    void freesTheKeyOfAFailedMethodOnceTheOuterTransactionHasEnded() {
        run(fixture -> {
            fixture.transaction().executeWithoutResult(status -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> fixture.service().failWithoutTransactionOfItsOwn("a"));
                status.setRollbackOnly();
            });
            assertThat(fixture.isFree("failWithoutTransactionOfItsOwn")).isTrue();
            assertThat(fixture.effects()).isZero();
        });
    }

    @Test
    void countsTheRetriesInsideAsOneAttempt() {
        run(fixture -> {
            assertThat(fixture.service().retried("a")).isEqualTo("attempt 1 of the key");
            assertThat(fixture.effects()).isOne();
            assertThat(fixture.isDone("retried")).isTrue();
        });
    }

    @Test
    void runsAsyncAndTransactionalOnOneMethod() {
        run(fixture -> {
            assertThat(fixture.service().later("a").join()).isEqualTo("done");
            assertThat(fixture.service().later("a").join()).isEqualTo("done");
            assertThat(fixture.effects()).isOne();
        });
    }

    static class Service {

        private final AtomicBoolean failedOnce = new AtomicBoolean();

        @Autowired
        private JdbcTemplate jdbc;

        @Autowired
        private IdempotencyRecords records;

        private String effect() {
            this.jdbc.update("insert into effect values ('x')");
            return "done";
        }

        @Transactional
        @Idempotent("#id")
        public String act(String id) {
            return effect();
        }

        @Transactional
        @Idempotent("#id")
        public String fail(String id) {
            effect();
            throw new IllegalStateException("no paper");
        }

        @Transactional
        @Idempotent("#id")
        public String rollBackSilently(String id) {
            TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
            return effect();
        }

        @Idempotent("#id")
        public String failWithoutTransactionOfItsOwn(String id) {
            effect();
            throw new IllegalStateException("no paper");
        }

        @Retryable(delay = 1)
        @Transactional
        @Idempotent("#id")
        public String retried(String id) {
            effect();
            if (this.failedOnce.compareAndSet(false, true)) {
                throw new IllegalStateException("no paper");
            }
            return "attempt " + IdempotencyContext.current().orElseThrow().attempt() + " of the key";
        }

        @Async
        @Transactional
        @Idempotent("#id")
        public java.util.concurrent.CompletableFuture<String> later(String id) {
            return java.util.concurrent.CompletableFuture.completedFuture(effect());
        }

        @Transactional
        @Idempotent("#id")
        public String loseKey(String id) {
            assertThat(this.records.forget("Service.loseKey", id)).isTrue();
            return effect();
        }

        @Transactional(noRollbackFor = RuntimeException.class)
        @Idempotent("#id")
        public String loseKeyAndNeverRollBack(String id) {
            assertThat(this.records.forget("Service.loseKeyAndNeverRollBack", id))
                    .isTrue();
            return effect();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @EnableResilientMethods
    static class Config {

        @Bean
        Service service() {
            return new Service();
        }
    }
}
