package dev.idempotency.benchmarks.compare;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application of the library, auto-configured, with meters. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Application {

    static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .properties("idempotency.namespace=bench", "spring.main.banner-mode=off", "logging.level.root=warn")
                .run();
    }

    @Bean
    Work work() {
        return new Work();
    }

    @Bean
    Orders orders(Work work) {
        return new Orders(work);
    }

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }
}
