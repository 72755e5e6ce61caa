package dev.idempotency.guide;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.DuplicateExecutionException;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.aop.IdempotentApplication;
import dev.idempotency.guide.Composing.Generators;
import dev.idempotency.guide.Composing.Letters;
import dev.idempotency.guide.Composing.TextSerializer;
import dev.idempotency.test.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ComposingTests {

    private static void run(ApplicationContextRunner application, Scenario scenario) {
        application
                .withBean(Office.class)
                .withBean(SettableClock.class)
                .withBean(Letters.class)
                .withPropertyValues("idempotency.zone=UTC")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    scenario.run(context, context.getBean(Letters.class), context.getBean(Office.class));
                });
    }

    private interface Scenario {

        void run(AssertableApplicationContext context, Letters letters, Office office);
    }

    @Test
    void runsOncePerDayOfTheCalendarOrOncePerTwentyFourHours() {
        run(IdempotentApplication.inMemory(), (context, letters, office) -> {
            SettableClock clock = context.getBean(SettableClock.class);
            clock.set(Instant.parse("2030-01-01T23:00:00Z"));
            letters.dailyLetter("ann");
            letters.letter("bob");
            clock.advance(Duration.ofHours(1));
            letters.dailyLetter("ann");
            letters.letter("bob");
            assertThat(office.times("print ann")).isEqualTo(2);
            assertThat(office.times("print bob")).isOne();
            clock.advance(Duration.ofHours(23));
            letters.letter("bob");
            assertThat(office.times("print bob")).isEqualTo(2);
        });
    }

    @Test
    void goesByTheAnnotationThatTheApplicationHasComposed() {
        run(IdempotentApplication.inMemory(), (context, letters, office) -> {
            letters.statement("ann");
            assertThatExceptionOfType(DuplicateExecutionException.class).isThrownBy(() -> letters.statement("ann"));
            context.getBean(SettableClock.class).set(Instant.parse("2030-02-01T00:00:00Z"));
            letters.statement("ann");
            assertThat(office.begun()).isEqualTo(2);
        });
    }

    @Test
    void asksTheKeyGeneratorForDefaultKeys() {
        run(IdempotentApplication.inMemory(Generators.class), (context, letters, office) -> {
            letters.any("ann");
            assertThat(context.getBean(IdempotencyRecords.class).find("Letters.any", "ann"))
                    .isPresent();
        });
    }

    @Test
    void storesResultsAsTheSerializerDoes() {
        run(IdempotentApplication.inMemory().withBean(TextSerializer.class), (context, letters, office) -> {
            assertThat(letters.greeting("ann")).isEqualTo("hello number 1");
            assertThat(letters.greeting("ann")).isEqualTo("hello number 1");
            assertThat(office.begun()).isOne();
        });
    }
}
