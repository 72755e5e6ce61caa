package dev.idempotency.schedule;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.PeriodicTrigger;
import org.springframework.scheduling.support.ScheduledMethodRunnable;
import org.springframework.util.ClassUtils;

import dev.idempotency.Idempotent;
import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;

/** Everything that an application schedules is known, with what protects it. */
class ApplicationSchedulesTests {

    private final ApplicationContextRunner application = IdempotentApplication.inMemory(Config.class)
            .withPropertyValues("nightly.cron=0 30 2 * * *", "nightly.zone=Europe/Paris");

    private static Schedule find(ApplicationSchedules schedules, String name) {
        return schedules.all().stream()
                .filter(schedule -> schedule.name().equals(name))
                .findAny()
                .orElseThrow(() -> new AssertionError("No " + name + " in " + schedules.all()));
    }

    @Test
    void ofAnnotations() {
        this.application
                .withPropertyValues("idempotency.schedules.missing=shift")
                .run(context -> {
                    ApplicationSchedules schedules = context.getBean(ApplicationSchedules.class);
                    assertThat(find(schedules, "nightly"))
                            .isEqualTo(Schedule.of(ScheduleDefinition.cron("nightly", "0 30 2 * * *")
                                            .zone(ZoneId.of("Europe/Paris")))
                                    .protection(new Schedule.Protection(
                                            Duration.ofMinutes(7), true, ClockChangePolicy.SHIFT)));
                    assertThat(find(schedules, "Jobs.open"))
                            .isEqualTo(Schedule.of(ScheduleDefinition.cron("Jobs.open", "0 0 4 * * *")));
                    assertThat(find(schedules, "Jobs.poll").timing())
                            .isInstanceOfSatisfying(ScheduleTiming.FixedDelay.class, fixed -> {
                                assertThat(fixed.delay()).isEqualTo(Duration.ofHours(1));
                                assertThat(fixed.initialDelay()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
                            });
                    assertThat(find(schedules, "Jobs.twice").timing()).isEqualTo(ScheduleTiming.cron("0 0 5 * * *"));
                    assertThat(find(schedules, "Jobs.twice#2").timing()).isEqualTo(ScheduleTiming.cron("0 0 6 * * *"));
                    assertThat(find(schedules, "Jobs.twice#2").definition().task())
                            .isEqualTo("Jobs.twice");
                });
    }

    @Test
    void switchedOffIsNotProtected() {
        this.application
                .withPropertyValues("idempotency.tasks.nightly.enabled=false")
                .run(context -> assertThat(find(context.getBean(ApplicationSchedules.class), "nightly")
                                .protection())
                        .isNull());
    }

    @Test
    void ofTheApplicationsOwnMaking() {
        this.application.run(context -> {
            ApplicationSchedules schedules = context.getBean(ApplicationSchedules.class);
            Schedule mail = find(schedules, "Mail");
            assertThat(mail.timing()).isEqualTo(ScheduleTiming.cron("0 0 9 * * *"));
            assertThat(mail.definition().zone()).isNotNull();
            assertThat(mail.definition().zone().getRules())
                    .isEqualTo(ZoneId.of("America/Santiago").getRules());
            assertThat(find(schedules, "Ping").timing())
                    .isEqualTo(new ScheduleTiming.FixedRate(Duration.ofHours(2), Duration.ofHours(3)));
            assertThat(find(schedules, "Ping#2").timing()).isEqualTo(ScheduleTiming.custom("Never"));
            assertThat(schedules.all()).hasSize(10);
        });
    }

    @Test
    void byATriggerThatSaysNoMoreThanTheNextFire() {
        this.application.run(context -> {
            Schedule moon = find(context.getBean(ApplicationSchedules.class), "moon");
            assertThat(moon.timing()).isEqualTo(ScheduleTiming.custom("Never"));
            assertThat(moon.protection()).isNotNull();
            assertThat(moon.protection().lease()).isEqualTo(Duration.ofMinutes(3));
        });
    }

    @Test
    void byAMacroInAZone() {
        this.application.run(context -> assertThat(find(context.getBean(ApplicationSchedules.class), "macro"))
                .satisfies(macro -> {
                    assertThat(macro.timing()).isEqualTo(ScheduleTiming.cron("0 0 0 * * *"));
                    assertThat(macro.definition().zone()).isEqualTo(ZoneId.of("America/Santiago"));
                }));
    }

    @Test
    void ofAMachinesClock() {
        CronTrigger trigger = new CronTrigger("0 0 9 * * *");
        assertThat(TriggerZone.of(trigger, Instant.parse("2027-01-01T00:00:00Z")))
                .isNull();
    }

    @Test
    void theyAreInspected() {
        this.application.run(context -> {
            ScheduleReport report = context.getBean(ScheduleInspector.class).inspect();
            assertThat(report.findings(FindingKind.CLOCK_CHANGE_LOSES_DAY))
                    .extracting(finding -> finding.schedules().get(0))
                    .containsExactlyInAnyOrder("nightly", "macro");
            assertThat(report.findings(FindingKind.UNPROTECTED)).hasSize(7);
            assertThat(ScheduleReportFormat.TEXT.write(report))
                    .startsWith("10 schedules, ")
                    .contains("clock-change-loses-day: nightly (0 30 2 * * *) does not fire at all");
            assertThat(ScheduleReportFormat.JSON.write(report)).contains("\"kind\" : \"unprotected\"");
        });
    }

    static class Jobs {

        @Scheduled(cron = "${nightly.cron}", zone = "${nightly.zone}")
        @Idempotent(name = "nightly", lease = "7m")
        public void nightly() {}

        @Scheduled(cron = "@daily", zone = "America/Santiago")
        @Idempotent(name = "macro")
        public void macro() {}

        @Scheduled(cron = "0 0 4 * * *")
        public void open() {}

        @Scheduled(fixedDelay = 3_600_000, initialDelay = 3_600_000)
        public void poll() {}

        @Scheduled(cron = "0 0 5 * * *")
        @Scheduled(cron = "0 0 6 * * *")
        public void twice() {}
    }

    static final class Mail implements Runnable {

        @Override
        public void run() {}
    }

    static class Moon {

        @Idempotent(name = "moon", lease = "3m")
        public void rises() {}
    }

    static final class Never implements Trigger {

        @Override
        public @Nullable Instant nextExecution(TriggerContext context) {
            return null;
        }
    }

    static final class Ping implements Runnable {

        @Override
        public void run() {}
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Config implements SchedulingConfigurer {

        @Bean
        Jobs jobs() {
            return new Jobs();
        }

        @Bean
        Moon moon() {
            return new Moon();
        }

        @Autowired
        private ObjectProvider<Moon> moon;

        @Override
        public void configureTasks(ScheduledTaskRegistrar registrar) {
            PeriodicTrigger periodic = new PeriodicTrigger(Duration.ofHours(2));
            periodic.setFixedRate(true);
            periodic.setInitialDelay(Duration.ofHours(3));
            registrar.addTriggerTask(new Mail(), new CronTrigger("0 0 9 * * *", ZoneId.of("America/Santiago")));
            registrar.addTriggerTask(new Ping(), periodic);
            registrar.addTriggerTask(new Ping(), new Never());
            Method rises = ClassUtils.getMethod(Moon.class, "rises");
            registrar.addTriggerTask(new ScheduledMethodRunnable(this.moon.getObject(), rises), new Never());
        }
    }
}
