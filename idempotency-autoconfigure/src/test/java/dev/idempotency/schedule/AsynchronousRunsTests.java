package dev.idempotency.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.support.CronTrigger;

import dev.idempotency.Idempotent;
import dev.idempotency.OnInProgress;
import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a fire started in another thread belongs to it, until it has ended. Executions run one after the other in a single
 * thread, so whatever the first one left behind is there when the second one has left something.
 */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored")
class AsynchronousRunsTests {

    private static final Instant TICK = Instant.parse("2027-01-04T02:00:00Z");
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final ApplicationContextRunner application = IdempotentApplication.inMemory(Config.class);
    private String task = "mail";
    private final AtomicReference<Instant> now = new AtomicReference<>(TICK);
    private final RecordingScheduler recorded = new RecordingScheduler();
    private final ApplicationSchedules schedules = new ApplicationSchedules(
            this.now::get,
            () -> (runnable, timing) -> new ScheduledTaskLookup.ScheduledTask(this.task, UTC, Duration.ofMinutes(1)),
            true,
            ClockChangePolicy.SKIP,
            ScheduleResources.none(),
            new ScheduleListener() {});
    private final FireTimeScheduler scheduler = new FireTimeScheduler(this.recorded, this.schedules, true);

    private long overruns() {
        return this.schedules.activity().get(0).overruns();
    }

    private void awaitOverruns(long expected) {
        Awaitility.await().untilAsserted(() -> assertThat(overruns()).isEqualTo(expected));
    }

    private void everyMinute(Runnable task) {
        this.scheduler.schedule(task, new CronTrigger("0 * * * * *", UTC));
    }

    private void fireAt(Instant fire) {
        this.now.set(fire);
        this.recorded.run();
    }

    @Test
    void anExecutionThatGoesOnWhenTheNextFireIsDueIsAnOverrun() {
        this.application.run(context -> {
            Mail mail = context.getBean(Mail.class);
            CountDownLatch first = new CountDownLatch(1);
            everyMinute(() -> mail.send("first", first));
            fireAt(TICK);
            this.now.set(TICK.plusSeconds(61));
            assertThat(overruns()).as("while it goes on").isZero();

            first.countDown();

            awaitOverruns(1);
        });
    }

    @Test
    void oneThatHasEndedByThenIsNot() {
        this.application.run(context -> {
            Mail mail = context.getBean(Mail.class);
            CountDownLatch first = new CountDownLatch(1);
            AtomicReference<Runnable> task = new AtomicReference<>(() -> mail.send("first", first));
            everyMinute(() -> task.get().run());
            fireAt(TICK);
            this.now.set(TICK.plusSeconds(60));
            first.countDown();
            mail.awaitEnd();
            assertThat(overruns()).isZero();

            CountDownLatch second = new CountDownLatch(1);
            task.set(() -> mail.send("second", second));
            fireAt(TICK.plusSeconds(60));
            this.now.set(TICK.plusSeconds(121));
            second.countDown();

            awaitOverruns(1);
        });
    }

    @Test
    void aSynchronousOneIsCountedOnce() {
        this.application.run(context -> {
            Mail mail = context.getBean(Mail.class);
            this.task = "mail.at-once";
            everyMinute(() -> mail.sendAtOnce("first", () -> this.now.set(TICK.plusSeconds(90))));
            fireAt(TICK);

            assertThat(overruns()).isEqualTo(1);
        });
    }

    @Test
    void whatNoFireStartedIsNotCounted() {
        this.application.run(context -> {
            Mail mail = context.getBean(Mail.class);
            everyMinute(() -> {});
            CountDownLatch byHand = new CountDownLatch(1);
            mail.send("by hand", byHand);
            fireAt(TICK);
            this.now.set(TICK.plusSeconds(90));
            byHand.countDown();
            mail.awaitEnd();

            assertThat(overruns()).isZero();
        });
    }

    @Test
    void anotherTaskThatItStartsHasItsOwnTime() {
        this.application.run(context -> {
            Mail mail = context.getBean(Mail.class);
            CountDownLatch other = new CountDownLatch(1);
            everyMinute(() -> mail.print("first", other));
            fireAt(TICK);
            this.now.set(TICK.plusSeconds(90));
            other.countDown();
            mail.awaitEnd();

            assertThat(overruns()).isZero();
        });
    }

    @Test
    void aFixedDelayCountsFromTheReturnOfTheCall() {
        this.application.run(context -> {
            Mail mail = context.getBean(Mail.class);
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch second = new CountDownLatch(1);
            AtomicReference<Runnable> task = new AtomicReference<>(() -> mail.send("first", first));
            this.scheduler.scheduleWithFixedDelay(() -> task.get().run(), Duration.ofSeconds(10));
            fireAt(TICK);
            this.now.set(TICK.plusSeconds(10));
            first.countDown();
            mail.awaitEnd();
            assertThat(overruns()).isZero();

            task.set(() -> mail.send("second", second));
            fireAt(TICK.plusSeconds(10));
            this.now.set(TICK.plusSeconds(21));
            second.countDown();

            awaitOverruns(1);
        });
    }

    /** Its key is claimed in another thread, long after the call has returned. */
    @Test
    void anExecutionThatHadToWaitForTheOneBeforeItBelongsToItsOwnFire() {
        this.application.run(context -> {
            Mail mail = context.getBean(Mail.class);
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch second = new CountDownLatch(1);
            this.task = "mail.in-turn";
            AtomicReference<Runnable> task = new AtomicReference<>(() -> mail.sendInTurn("first", first));
            everyMinute(() -> task.get().run());
            fireAt(TICK);
            task.set(() -> mail.sendInTurn("second", second));
            fireAt(TICK.plusSeconds(61));
            first.countDown();
            awaitOverruns(1);

            this.now.set(TICK.plusSeconds(121));
            second.countDown();

            awaitOverruns(2);
        });
    }

    /** In real time: the first execution is let go only when the second fire was due. */
    @Test
    void isWiredInAnApplication() {
        IdempotentApplication.inMemory(Config.class, Scheduling.class).run(context -> {
            ApplicationSchedules real = context.getBean(ApplicationSchedules.class);
            CountDownLatch gate = context.getBean(CountDownLatch.class);
            Awaitility.await().until(() -> real.activity().get(0).fires() > 0);
            Instant fired = real.activity().get(0).lastFire();
            assertThat(fired).isNotNull();
            Awaitility.await().until(() -> Instant.now().isAfter(fired.plus(Slow.PERIOD)));
            gate.countDown();

            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(real.activity().get(0).overruns()).isPositive());
        });
    }

    static class Mail {

        private final ThreadPoolTaskExecutor executor;

        Mail(ThreadPoolTaskExecutor executor) {
            this.executor = executor;
        }

        private static void await(CountDownLatch end) {
            try {
                end.await();
            } catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }

        @Async
        @Idempotent(name = "mail", key = "#run")
        public void send(String run, CountDownLatch end) {
            await(end);
        }

        @Async
        @Idempotent(name = "print", key = "#run")
        public void print(String run, CountDownLatch end) {
            await(end);
        }

        @Idempotent(name = "mail.at-once", key = "#run")
        public void sendAtOnce(String run, Runnable work) {
            work.run();
        }

        @Async
        @Idempotent(name = "mail.in-turn", key = "#run", exclusive = true, onInProgress = OnInProgress.WAIT)
        public void sendInTurn(String run, CountDownLatch end) {
            await(end);
        }

        /** The executor's only thread has nothing of before left to do. */
        public void awaitEnd() throws Exception {
            this.executor.submit(() -> {}).get();
        }
    }

    static class Slow {

        private static final Duration PERIOD = Duration.ofMillis(200);

        private final CountDownLatch gate;

        Slow(CountDownLatch gate) {
            this.gate = gate;
        }

        @Async
        @Scheduled(fixedRate = 200)
        @Idempotent(name = "slow")
        public void run() {
            Mail.await(this.gate);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Config {

        @Bean
        ThreadPoolTaskExecutor executor() {
            ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
            executor.setCorePoolSize(1);
            executor.setMaxPoolSize(1);
            return executor;
        }

        @Bean
        Mail mail(ThreadPoolTaskExecutor executor) {
            return new Mail(executor);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {

        @Bean
        CountDownLatch gate() {
            return new CountDownLatch(1);
        }

        @Bean
        Slow slow(CountDownLatch gate) {
            return new Slow(gate);
        }
    }
}
