package dev.idempotency.alone;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import dev.idempotency.Idempotent;
import dev.idempotency.autoconfigure.IdempotencyAutoConfiguration;
import dev.idempotency.autoconfigure.IdempotencyLockAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a person reads on the console when the application does not start. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

    private static void start(Class<?> configuration, String... arguments) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.run(arguments).close();
    }

    @Test
    void tellsWhatIsWrongWithAMethodAndHowToMendIt(CapturedOutput output) {
        assertThatThrownBy(() -> start(FinalMethod.class)).isNotNull();

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains(
                        "@Idempotent on dev.idempotency.alone.FailureAnalysisTests$Task.act cannot protect it: a final"
                                + " method cannot be intercepted")
                .containsPattern("Action:\\s+Make it neither private, static nor final.");
    }

    @Test
    void tellsWhichPropertyIsWrongAndWhatIsValid(CapturedOutput output) {
        assertThatThrownBy(() -> start(Nothing.class, "--idempotency.tasks.A.b.on-duplicate=maybe"))
                .isNotNull();

        assertThat(output)
                .contains("idempotency.tasks.A.b.on-duplicate")
                .contains("maybe")
                .contains("The choices are replay, skip, throw.");
    }

    @Test
    void tellsWhichStoresThereAreWhenOneIsMisspelt(CapturedOutput output) {
        assertThatThrownBy(() -> start(Nothing.class, "--idempotency.store.type=floppy"))
                .isNotNull();

        assertThat(output).contains("idempotency.store.type").contains("floppy").contains("JDBC");
    }

    @Test
    void tellsWhichLockProvidersThereAreWhenOneIsMisspelt(CapturedOutput output) {
        assertThatThrownBy(() -> start(Nothing.class, "--idempotency.lock.provider=zookeeper"))
                .isNotNull();

        assertThat(output)
                .contains("idempotency.lock.provider")
                .contains("zookeeper")
                .contains("POSTGRES_ADVISORY");
    }

    @Test
    void tellsWhatALockProviderNeeds(CapturedOutput output) {
        assertThatThrownBy(() -> start(Locks.class, "--idempotency.lock.provider=redis"))
                .isNotNull();

        assertThat(output)
                .contains("idempotency.lock.provider=redis needs a RedisConnectionFactory bean")
                .contains("choose auto, jdbc, postgres-advisory or memory");
    }

    @Test
    void tellsWhatAStoreNeeds(CapturedOutput output) {
        assertThatThrownBy(() -> start(Nothing.class, "--idempotency.store.type=jdbc"))
                .isNotNull();

        assertThat(output)
                .contains("idempotency.store.type=jdbc needs a DataSource bean, and there is none.")
                .contains("choose auto, redis or memory");
    }

    static class Task {

        @Idempotent
        public final void act() {}
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({IdempotencyAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class})
    static class FinalMethod {

        @Bean
        Task task() {
            return new Task();
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({IdempotencyAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class})
    static class Nothing {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        IdempotencyAutoConfiguration.class,
        IdempotencyLockAutoConfiguration.class,
        PropertyPlaceholderAutoConfiguration.class
    })
    static class Locks {}
}
