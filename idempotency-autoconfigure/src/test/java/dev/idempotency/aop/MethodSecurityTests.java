package dev.idempotency.aop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;

import dev.idempotency.Idempotent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A stored result is not given to somebody who may not call the method. */
class MethodSecurityTests {

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
    }

    private static void logIn(String role) {
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken("somebody", "x", "ROLE_" + role));
    }

    @Test
    void checksTheCallersRightsBeforeItAnswersFromTheRecord() {
        IdempotentApplication.inMemory(Config.class).run(context -> {
            Service service = context.getBean(Service.class);
            logIn("ADMIN");
            assertThat(service.secret("a")).isEqualTo("secret 1");
            assertThat(service.secret("a")).isEqualTo("secret 1");

            logIn("GUEST");
            assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> service.secret("a"));
        });
    }

    static class Service {

        private int runs;

        /** Retrying puts itself in front of the chain; security must still come first. */
        @Retryable
        @PreAuthorize("hasRole('ADMIN')")
        @Idempotent("#id")
        public String secret(String id) {
            return "secret " + ++this.runs;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity
    @EnableResilientMethods
    static class Config {

        @Bean
        Service service() {
            return new Service();
        }
    }
}
