package dev.idempotency.aop;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.Idempotent;
import dev.idempotency.autoconfigure.IdempotencyAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** What an operator reads when the application has started. */
@ExtendWith(OutputCaptureExtension.class)
class StartupReportTests {

    private static List<String> report(CapturedOutput output) {
        List<String> lines = output.getAll().lines().toList();
        int first = 0;
        while (!lines.get(first).endsWith("Idempotency")) {
            first++;
        }
        return lines.stream()
                .skip(first + 1L)
                .takeWhile(line -> line.startsWith("  "))
                .toList();
    }

    private static void start(Class<?> configuration, String... properties) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(properties)) {
            assertThat(context.isRunning()).isTrue();
        }
    }

    @Test
    void isOneBlockOfStoreProtectedTasksAndHints(CapturedOutput output) {
        start(
                Config.class,
                "--idempotency.namespace=shop",
                "--idempotency.zone=Europe/Paris",
                "--test.cron=0 0 2 * * *",
                "--idempotency.tasks.Tasks.off.enabled=false");
        String tasks = Tasks.class.getName().replace('$', '.');
        assertThat(report(output).stream().map(line -> line.replace('$', '.')))
                .containsExactly(
                        "  store: memory",
                        "  keys begin with 'shop:', windows are those of Europe/Paris",
                        "  protected: 2",
                        "    Tasks.act (call) runs once per #id; TTL PT4H, lease PT5M",
                        "    Tasks.nightly (@Scheduled(cron = \"0 0 2 * * *\") @Async) runs once per nominal fire time;"
                                + " TTL PT24H, lease PT5M",
                        "  not protected, though started by a schedule, an executor or a listener: 4. Put @Idempotent on"
                                + " those that must run once.",
                        "    " + tasks + ".close (@EventListener)",
                        "    " + tasks + ".off (@Async)",
                        "    " + tasks + ".poll (@Scheduled(fixedDelay = PT10S))",
                        "    " + tasks + ".send (@Async)");
        assertThat(output).contains("Task Tasks.off is not protected: idempotency.tasks.Tasks.off.enabled is false");
    }

    @Test
    void listsNoMoreHintsThanSomebodyReads(CapturedOutput output) {
        start(ManyConfig.class);
        assertThat(report(output))
                .hasSize(3 + 1 + 20 + 1)
                .contains(
                        "  not protected, though started by a schedule, an executor or a listener: 24. Put @Idempotent on"
                                + " those that must run once.")
                .last()
                .isEqualTo("    and 4 more, which the endpoint 'idempotency' lists");
    }

    static class Tasks {

        @Idempotent(key = "#id", category = "critical")
        public void act(String id) {}

        @Async
        @Scheduled(cron = "${test.cron}")
        @Idempotent
        public void nightly() {}

        @Async
        @Idempotent("#id")
        public void off(String id) {}

        @Async
        public void send(String text) {}

        @Scheduled(fixedDelayString = "PT10S")
        public void poll() {}

        @EventListener
        public void close(ContextClosedEvent event) {}

        public void plain() {}
    }

    @Async
    static class Many {

        public void one() {}

        public void two() {}

        public void three() {}
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(IdempotencyAutoConfiguration.class)
    static class Config {

        @Bean
        Tasks tasks() {
            return new Tasks();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(IdempotencyAutoConfiguration.class)
    static class ManyConfig {

        @Bean
        static BeanDefinitionRegistryPostProcessor manyBeans() {
            return registry -> {
                for (int i = 0; i < 8; i++) {
                    registry.registerBeanDefinition("many" + i, new RootBeanDefinition(Many.class));
                }
            };
        }
    }
}
