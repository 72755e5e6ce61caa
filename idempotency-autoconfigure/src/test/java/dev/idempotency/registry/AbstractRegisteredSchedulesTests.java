package dev.idempotency.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.schedule.RegisteredSchedule;
import dev.idempotency.schedule.ScheduleDefinition;
import dev.idempotency.schedule.ScheduleFire;
import dev.idempotency.schedule.ScheduleHandler;
import dev.idempotency.schedule.ScheduleRegistry;
import dev.idempotency.schedule.ScheduleTiming;

import static org.assertj.core.api.Assertions.assertThat;

/** Applications that register schedules in one store and run them, in real time. */
@Timeout(120)
abstract class AbstractRegisteredSchedulesTests {

    private static final ScheduleDefinition EVERY_SECOND = ScheduleDefinition.cron("tick", "* * * * * *")
            .task("clock")
            .tenant("acme")
            .zone(ZoneId.of("Europe/Paris"));

    private static final int WATCHED = 4;

    private final Queue<ScheduleFire> fires = new ConcurrentLinkedQueue<>();
    private final String namespace = "test-" + UUID.randomUUID();

    /** One of several applications on one store. */
    abstract ApplicationContextRunner application();

    /** One that does not run what is registered. */
    private ApplicationContextRunner idle() {
        return application()
                .withPropertyValues(
                        "idempotency.namespace=" + this.namespace,
                        "idempotency.schedules.refresh=50ms",
                        "spring.task.scheduling.pool.size=2");
    }

    private ApplicationContextRunner node() {
        return idle().withBean("clock", ScheduleHandler.class, () -> this.fires::add);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private List<Instant> instants() {
        return this.fires.stream().map(ScheduleFire::at).sorted().toList();
    }

    @Test
    void runsEachFireOnOneOfSeveralNodes() {
        node().run(first -> node().run(second -> {
            assertThat(first).hasNotFailed();
            assertThat(second).hasNotFailed();
            ScheduleRegistry registry = first.getBean(ScheduleRegistry.class);
            registry.register(EVERY_SECOND);
            await().until(() -> this.fires.size() >= WATCHED);
            second.getBean(ScheduleRegistry.class).cancel("tick");
            registry.register(EVERY_SECOND.named("later").valid(Instant.now().plusSeconds(3600), null));
        }));

        assertThat(this.fires).extracting(ScheduleFire::schedule).containsOnly(EVERY_SECOND);
        assertThat(instants())
                .doesNotHaveDuplicates()
                .allSatisfy(at -> assertThat(at.toEpochMilli() % 1000).isZero());
    }

    @Test
    void outlivesTheApplicationAndCountsItsRuns() {
        idle().run(idle -> {
            ScheduleRegistry registry = idle.getBean(ScheduleRegistry.class);
            registry.register(EVERY_SECOND);
            node().run(node -> await().until(() -> registry.all().get(0).executions() >= 1));
            long executions = registry.all().get(0).executions();
            assertThat(executions).isEqualTo(this.fires.size());

            node().run(node -> await().until(() -> registry.all().get(0).executions() > executions));

            RegisteredSchedule tick = registry.find("tick").orElseThrow();
            assertThat(tick.executions()).isEqualTo(this.fires.size());
            assertThat(tick.lastFire()).isEqualTo(instants().get(instants().size() - 1));
        });
        assertThat(instants()).doesNotHaveDuplicates();
    }

    @Test
    void followsWhatOtherNodesChange() {
        node().run(node -> idle().run(other -> {
            ScheduleRegistry registry = other.getBean(ScheduleRegistry.class);
            registry.register(EVERY_SECOND);
            await().until(() -> this.fires.size() >= 2);

            registry.reschedule("tick", ScheduleTiming.cron("0/2 * * * * *"));
            await().until(() -> this.fires.stream()
                            .filter(fire -> fire.schedule().timing().equals(ScheduleTiming.cron("0/2 * * * * *")))
                            .count()
                    >= 2);
            assertThat(registry.cancel("tick")).isTrue();
            registry.register(EVERY_SECOND.named("next").tenant(null));
            await().until(() -> this.fires.stream()
                            .filter(fire -> fire.schedule().name().equals("next"))
                            .count()
                    >= 3);
        }));

        long nextBegins = this.fires.stream()
                .filter(fire -> fire.schedule().name().equals("next"))
                .findFirst()
                .orElseThrow()
                .at()
                .getEpochSecond();
        assertThat(this.fires)
                .filteredOn(fire -> fire.schedule().name().equals("tick"))
                .allMatch(fire -> fire.at().getEpochSecond() <= nextBegins);
        assertThat(this.fires)
                .filteredOn(fire -> fire.schedule().timing().equals(ScheduleTiming.cron("0/2 * * * * *")))
                .allMatch(fire -> fire.at().getEpochSecond() % 2 == 0);
    }

    @Test
    void runsARateAtTheSameInstantsEverywhere() {
        node().run(first -> node().run(second -> {
            first.getBean(ScheduleRegistry.class)
                    .register(ScheduleDefinition.of("tick", ScheduleTiming.fixedRate(Duration.ofMillis(500)))
                            .task("clock"));
            await().until(() -> this.fires.size() >= 6);
        }));

        assertThat(instants())
                .doesNotHaveDuplicates()
                .allSatisfy(at -> assertThat(at.toEpochMilli() % 500).isZero());
    }
}
