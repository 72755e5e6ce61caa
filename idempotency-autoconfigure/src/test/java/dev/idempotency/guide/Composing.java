package dev.idempotency.guide;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;

import dev.idempotency.IdempotencyKeyGenerator;
import dev.idempotency.Idempotent;
import dev.idempotency.IdempotentDaily;
import dev.idempotency.IdempotentOnce;
import dev.idempotency.OnDuplicate;
import dev.idempotency.ResultSerializer;

/** Examples of docs/composing.md. */
final class Composing {

    private Composing() {}

    // tag::own
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Idempotent(window = "month", ttl = "40d", onDuplicate = OnDuplicate.THROW)
    @interface OncePerMonth {

        @AliasFor(annotation = Idempotent.class, attribute = "key")
        String value();
    }
    // end::own

    static class Letters {

        private final Printer printer;

        Letters(Printer printer) {
            this.printer = printer;
        }

        // tag::shipped
        @IdempotentDaily("#customer") // window "day", TTL 48h
        public Report dailyLetter(String customer) {
            return this.printer.print(customer);
        }

        @IdempotentOnce("#customer") // no window, TTL 24h
        public Report letter(String customer) {
            return this.printer.print(customer);
        }
        // end::shipped

        // tag::own-used
        @OncePerMonth("#customer")
        public Report statement(String customer) {
            return this.printer.print(customer);
        }
        // end::own-used

        @Idempotent
        public Report any(String customer) {
            return this.printer.print(customer);
        }

        @Idempotent("#customer")
        public String greeting(String customer) {
            return "hello number " + this.printer.print(customer).number();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Generators {

        // tag::generator
        @Bean
        IdempotencyKeyGenerator keyOfFirstArgument() {
            return (target, method, arguments) -> String.valueOf(arguments[0]);
        }
        // end::generator
    }

    // tag::serializer
    /** Stores texts as they are, and nothing else. */
    static final class TextSerializer implements ResultSerializer {

        @Override
        public byte[] serialize(@Nullable Object result, Type type) {
            return String.valueOf(result).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object deserialize(byte[] bytes, Type type) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
    // end::serializer
}
