package dev.idempotency.test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.Idempotent;
import dev.idempotency.IdempotentDaily;
import dev.idempotency.LeaseLostException;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.testing.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class TestSupportTests {

    private static void run(Scenario scenario) {
        IdempotentApplication.inMemory()
                .withBean(Letters.class)
                .withBean(IdempotencyProbe.class)
                .withBean(SettableClock.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    scenario.run(
                            context.getBean(Letters.class),
                            context.getBean(IdempotencyProbe.class),
                            context.getBean(SettableClock.class));
                });
    }

    private interface Scenario {

        void run(Letters letters, IdempotencyProbe probe, SettableClock clock) throws Exception;
    }

    @Test
    void tellsWhatRanOnceOrNever() {
        run((letters, probe, clock) -> {
            letters.write("ann");
            letters.write("ann");
            probe.assertExecutedOnce("Letters.write", "ann");
            probe.assertNeverExecuted("Letters.write", "bob");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> probe.assertExecutedOnce("Letters.write", "bob"))
                    .withMessageContaining("1 times for key 'bob', but it completed 0")
                    .withMessageContaining("key=ann");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> probe.assertNeverExecuted("Letters.write", "ann"))
                    .withMessageContaining("never for key 'ann', but it completed 1");
            probe.reset();
            probe.assertNeverExecuted("Letters.write", "ann");
        });
    }

    @Test
    void countsFailedAttemptsApart() {
        run((letters, probe, clock) -> {
            assertThatIllegalStateException().isThrownBy(() -> letters.failOnce("ann"));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> probe.assertNeverExecuted("Letters.failOnce", "ann"))
                    .withMessageContaining("failed 1 times");
            letters.failOnce("ann");
            probe.assertExecutedOnce("Letters.failOnce", "ann");
            assertThat(probe.failures("Letters.failOnce", "ann")).isOne();
        });
    }

    @Test
    void movesTimeForTtlsAndWindows() {
        run((letters, probe, clock) -> {
            letters.write("ann");
            clock.advance(Duration.ofHours(24));
            letters.write("ann");
            probe.assertExecutions("Letters.write", "ann", 2);

            letters.daily("ann");
            clock.advance(Duration.ofHours(25));
            letters.daily("ann");
            probe.assertExecutions("Letters.daily", "ann", 2);
            assertThatIllegalArgumentException().isThrownBy(() -> clock.set(Instant.EPOCH));
            assertThatIllegalArgumentException().isThrownBy(() -> clock.advance(Duration.ofSeconds(-1)));
        });
    }

    @Test
    void letsALeaseExpire() {
        run((letters, probe, clock) -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> probe.expireLease("Letters.slow", "ann"))
                    .withMessageContaining("not running here");
            CompletableFuture<String> frozen =
                    CompletableFuture.supplyAsync(() -> letters.slow("ann"), command -> new Thread(command).start());
            Awaitility.await().until(() -> letters.runs() == 1);

            probe.expireLease("Letters.slow", "ann");

            letters.open();
            assertThat(letters.slow("ann")).isEqualTo("run 2, held");
            assertThat(frozen)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(LeaseLostException.class);
            probe.assertExecutedOnce("Letters.slow", "ann");
            assertThat(probe.failures("Letters.slow", "ann")).isOne();
        });
    }

    static class Letters {

        private final AtomicInteger runs = new AtomicInteger();
        private final Gate gate = new Gate();

        int runs() {
            return this.runs.get();
        }

        void open() {
            this.gate.open();
        }

        @Idempotent("#name")
        public void write(String name) {}

        @IdempotentDaily("#name")
        public void daily(String name) {}

        @Idempotent("#name")
        public void failOnce(String name) {
            if (this.runs.incrementAndGet() == 1) {
                throw new IllegalStateException("no paper");
            }
        }

        @Idempotent("#name")
        public String slow(String name) {
            int run = this.runs.incrementAndGet();
            this.gate.pass();
            IdempotencyContext.current().orElseThrow().ensureHeld();
            return "run " + run + ", held";
        }
    }
}
