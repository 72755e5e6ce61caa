package dev.idempotency.aop;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Idempotent;

import static org.assertj.core.api.Assertions.assertThat;

/** Where an annotation may stand: interfaces, superclasses, generic methods. */
class DeclarationTests {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @SuppressWarnings("unchecked")
    void protectsAGenericMethodHoweverItIsCalled(boolean proxyTargetClass) {
        IdempotentApplication.inMemory(Config.class)
                .withPropertyValues("spring.aop.proxy-target-class=" + proxyTargetClass)
                .run(context -> {
                    Handler<Integer, String> handler = context.getBean("handler", Handler.class);
                    assertThat(handler.handle(7)).isEqualTo("7 1");
                    assertThat(handler.handle(7)).isEqualTo("7 1");
                    assertThat(handler.inherited(8)).isEqualTo("8 2");
                    assertThat(handler.inherited(8)).isEqualTo("8 2");
                    if (handler instanceof NumberHandler specific) {
                        assertThat(specific.handle(7)).isEqualTo("7 1");
                        assertThat(specific.inherited(8)).isEqualTo("8 2");
                    }
                    assertThat(context.getBean(IdempotencyRecords.class).find("NumberHandler.handle", "7"))
                            .isPresent();
                });
    }

    interface Handler<I, O> {

        O handle(I input);

        O inherited(I input);
    }

    abstract static class Base<I, O> implements Handler<I, O> {

        protected final AtomicInteger handled = new AtomicInteger();

        abstract O result(I input);

        @Override
        @Idempotent("#input")
        public O inherited(I input) {
            return result(input);
        }
    }

    static class NumberHandler extends Base<Integer, String> {

        @Override
        String result(Integer input) {
            return input + " " + this.handled.incrementAndGet();
        }

        @Override
        @Idempotent("#input")
        public String handle(Integer input) {
            return result(input);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Config {

        @Bean
        Handler<Integer, String> handler() {
            return new NumberHandler();
        }
    }
}
