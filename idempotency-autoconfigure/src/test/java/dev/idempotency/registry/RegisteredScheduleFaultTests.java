package dev.idempotency.registry;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import dev.idempotency.IdempotencyStoreException;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.autoconfigure.IdempotencyDisabledAutoConfiguration;
import dev.idempotency.registry.memory.MemoryScheduleStore;
import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.Schedule;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleHandler;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.ScheduleRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of registered schedules when something is not as it should be. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class RegisteredScheduleFaultTests {

    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Queue<Instant> fires = new ConcurrentLinkedQueue<>();
    private final Queue<String> threads = new ConcurrentLinkedQueue<>();
    private volatile boolean down;

    private static ScheduleDefinition everySecond(String name) {
        return ScheduleDefinition.cron(name, "* * * * * *").zone(UTC);
    }

    private ApplicationContextRunner application(Class<?>... configuration) {
        return IdempotentApplication.inMemory(configuration)
                .withPropertyValues("idempotency.schedules.refresh=50ms")
                .withBean(ScheduleStore.class, this::store)
                .withBean("tick", ScheduleHandler.class, () -> fire -> {
                    this.threads.add(Thread.currentThread().getName());
                    this.fires.add(fire.at());
                });
    }

    /** One that cannot be reached now and then. */
    private ScheduleStore store() {
        ScheduleStore real = new MemoryScheduleStore();
        return (ScheduleStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ScheduleStore.class}, (proxy, method, arguments) -> {
                    if (this.down) {
                        throw new IdempotencyStoreException("The store is down", null);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException ex) {
                        throw ex.getCause();
                    }
                });
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    @Test
    void whatIsKnownGoesOnWhileTheStoreIsDownAndWhatIsNewComesWhenItIsBack(CapturedOutput output) {
        application().run(context -> {
            ScheduleRegistry registry = context.getBean(ScheduleRegistry.class);
            registry.register(everySecond("tick"));
            await().until(() -> !this.fires.isEmpty());

            this.down = true;
            await().until(() -> output.getOut().contains("those that are known go on. The store is down"));
            int before = this.fires.size();
            await().until(() -> this.fires.size() >= before + 2);
            assertThat(context.getBean(ScheduleInspector.class).schedules())
                    .extracting(schedule -> schedule.name())
                    .contains("tick");
            this.down = false;

            assertThat(output.getOut()).contains("The run of the registered schedule 'tick' at ", " is not counted.");
            registry.cancel("tick");
            registry.register(everySecond("new").task("tick"));
            await().until(() -> registry.find("new").orElseThrow().executions() > 0);
        });
    }

    @Test
    void whatHasNoHandlerHereIsSaidOnceAndIsPartOfTheAnalysis(CapturedOutput output) {
        application().run(context -> {
            ScheduleRegistry registry = context.getBean(ScheduleRegistry.class);
            registry.register(everySecond("orphan"));
            registry.register(everySecond("tick"));
            await().until(() -> this.fires.size() >= 2);

            assertThat(output.getOut())
                    .containsOnlyOnce(
                            "'orphan' does not run on this node: it has no ScheduleHandler bean named 'orphan'");
            assertThat(context.getBean(ScheduleInspector.class).schedules())
                    .extracting(schedule -> schedule.name())
                    .containsExactlyInAnyOrder("orphan", "tick");
            assertThat(registry.find("orphan"))
                    .map(RegisteredSchedule::executions)
                    .contains(0L);
        });
    }

    @Test
    void aHandlerThatFailsIsCountedAndCalledAgain(CapturedOutput output) {
        application()
                .withBean("broken", ScheduleHandler.class, () -> fire -> {
                    throw new IOException("no paper");
                })
                .run(context -> {
                    ScheduleRegistry registry = context.getBean(ScheduleRegistry.class);
                    registry.register(everySecond("broken"));

                    await().until(() -> registry.find("broken").orElseThrow().executions() >= 2);
                    assertThat(output.getAll()).contains("no paper");
                });
    }

    @Test
    void runsOnTheSchedulerOfTheApplication() {
        application(OwnScheduler.class).run(context -> {
            context.getBean(ScheduleRegistry.class).register(everySecond("tick"));
            await().until(() -> !this.threads.isEmpty());

            assertThat(this.threads).allMatch(name -> name.startsWith("of-the-application-"));
        });
    }

    @Test
    void runsNothingInAValidationRun() {
        application().withPropertyValues("idempotency.schedules.validate=exit").run(context -> {
            ScheduleRegistry registry = context.getBean(ScheduleRegistry.class);
            registry.register(everySecond("tick"));
            ScheduleInspector inspector = context.getBean(ScheduleInspector.class);
            await().until(() -> inspector.schedules().stream()
                    .anyMatch(schedule -> schedule.protection() != null
                            && !schedule.protection().equals(Schedule.Protection.sufficient())));
            Instant begin = Instant.now();
            await().until(() -> Instant.now().isAfter(begin.plusSeconds(2)));

            assertThat(this.fires).isEmpty();
        });
    }

    @Test
    void isThereWhereTheLibraryIsSwitchedOffAndRunsNothing() {
        application()
                .withConfiguration(AutoConfigurations.of(IdempotencyDisabledAutoConfiguration.class))
                .withPropertyValues("idempotency.enabled=false")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(RegisteredScheduleRunner.class);
                    ScheduleRegistry registry = context.getBean(ScheduleRegistry.class);
                    registry.register(everySecond("tick"));
                    assertThat(registry.all()).hasSize(1);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnScheduler {

        @Bean
        TaskScheduler applicationScheduler() {
            ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
            scheduler.setThreadNamePrefix("of-the-application-");
            return scheduler;
        }
    }
}
