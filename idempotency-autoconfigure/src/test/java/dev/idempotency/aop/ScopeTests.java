package dev.idempotency.aop;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyScopeResolver;
import dev.idempotency.Idempotent;
import dev.idempotency.InvalidIdempotencyKeyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Whose key it is. */
class ScopeTests {

    private static final FilteredClassLoader WITHOUT_SECURITY = new FilteredClassLoader(SecurityContextHolder.class);

    private static final FilteredClassLoader WITHOUT_BOTH =
            new FilteredClassLoader(SecurityContextHolder.class, ServletRequestAttributes.class);

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
        RequestContextHolder.resetRequestAttributes();
    }

    private static void authenticate(@Nullable Authentication authentication) {
        SecurityContextHolder.getContext().setAuthentication(authentication);
    }

    private static void logIn(String user) {
        authenticate(new TestingAuthenticationToken(user, "x", "ROLE_USER"));
    }

    private static void request(@Nullable String user) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setUserPrincipal(user == null ? null : () -> user);
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    }

    private static ApplicationContextRunner application() {
        return IdempotentApplication.inMemory().withBean(PerUser.class);
    }

    private static void refusesTheCall(PerUser service) {
        assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                .isThrownBy(() -> service.act("a"))
                .withMessageContainingAll("The scope 'user' of task PerUser.act", "has no value for this call");
    }

    @Test
    void knowsTheUserFromSpringSecurity() {
        application().run(context -> {
            PerUser service = context.getBean(PerUser.class);
            logIn("ann");
            assertThat(service.act("a")).isEqualTo("application:PerUser.act:user=ann:a 1");
            logIn("bob");
            assertThat(service.act("a")).isEqualTo("application:PerUser.act:user=bob:a 2");
            logIn("ann");
            assertThat(service.act("a")).isEqualTo("application:PerUser.act:user=ann:a 1");
        });
    }

    @Test
    void refusesACallOfNobodyOrOfSomebodyAnonymousOrNotYetAuthenticated() {
        TestingAuthenticationToken unauthenticated = new TestingAuthenticationToken("ann", "x");
        unauthenticated.setAuthenticated(false);
        application().run(context -> {
            refusesTheCall(context.getBean(PerUser.class));
            for (Authentication nobody : List.of(
                    unauthenticated,
                    new AnonymousAuthenticationToken(
                            "key", "anonymousUser", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")))) {
                authenticate(nobody);
                refusesTheCall(context.getBean(PerUser.class));
            }
        });
    }

    @Test
    void knowsTheUserFromTheRequestWithoutSpringSecurity() {
        application().withClassLoader(WITHOUT_SECURITY).run(context -> {
            PerUser service = context.getBean(PerUser.class);
            logIn("nobody asks");
            request("ann");
            assertThat(service.act("a")).isEqualTo("application:PerUser.act:user=ann:a 1");
            request(null);
            refusesTheCall(service);
            RequestContextHolder.resetRequestAttributes();
            refusesTheCall(service);
        });
    }

    @Test
    void prefersSpringSecurityToTheRequest() {
        application().run(context -> {
            PerUser service = context.getBean(PerUser.class);
            request("of the container");
            assertThat(service.act("a")).contains(":user=of the container:");
            logIn("ann");
            assertThat(service.act("a")).contains(":user=ann:");
        });
    }

    @Test
    void prefersTheApplicationsOwnResolver() {
        application()
                .withBean("user", IdempotencyScopeResolver.class, () -> () -> "own")
                .run(context -> {
                    logIn("ann");
                    assertThat(context.getBean(PerUser.class).act("a")).contains(":user=own:");
                });
    }

    @Test
    void isNotConfusedByAnotherBeanOfThatName() {
        application().withBean("user", String.class, () -> "no resolver").run(context -> {
            logIn("ann");
            assertThat(context.getBean(PerUser.class).act("a")).contains(":user=ann:");
        });
    }

    @Test
    void needsAResolverOfTheUserWhereNoLibraryKnowsIt() {
        application()
                .withClassLoader(WITHOUT_BOTH)
                .withBean("user", IdempotencyScopeResolver.class, () -> () -> "own")
                .run(context ->
                        assertThat(context.getBean(PerUser.class).act("a")).contains(":user=own:"));
        application()
                .withClassLoader(WITHOUT_BOTH)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidIdempotentMethodException.class)
                        .hasMessageContainingAll(
                                "its scope 'user' does not exist",
                                "Use global, or declare a bean of type IdempotencyScopeResolver with the name 'user'",
                                "Spring Security",
                                "Spring Web"));
    }

    @ParameterizedTest
    @ValueSource(classes = {PerTenant.class, PerDevice.class})
    void knowsTenantsAndDevicesFromResolversOnly(Class<? extends Acting> type) {
        String scope = type == PerTenant.class ? "tenant" : "device";
        IdempotentApplication.inMemory()
                .withBean(type)
                .withBean(scope, IdempotencyScopeResolver.class, () -> () -> "x-1")
                .run(context ->
                        assertThat(context.getBean(type).act("a")).isEqualTo("application:" + scope + "=x-1:a"));
        IdempotentApplication.inMemory()
                .withBean(type)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidIdempotentMethodException.class)
                        .hasMessageContainingAll(
                                "its scope '" + scope + "' does not exist",
                                "declare a bean of type IdempotencyScopeResolver with the name '" + scope + "'"));
    }

    @Test
    void takesTheCallersUserForAnAsyncMethod() {
        IdempotentApplication.inMemory(AsyncConfig.class).run(context -> {
            AsyncPerUser service = context.getBean(AsyncPerUser.class);
            logIn("ann");
            assertThat(service.act("a"))
                    .succeedsWithin(java.time.Duration.ofSeconds(10))
                    .asString()
                    .isEqualTo("application:AsyncPerUser.act:user=ann:a, run for nobody");
            logIn("bob");
            assertThat(service.act("a"))
                    .succeedsWithin(java.time.Duration.ofSeconds(10))
                    .asString()
                    .contains(":user=bob:a");
        });
    }

    /** Public, because its proxy is made by the class loader that hides libraries. */
    public static class PerUser {

        private int runs;

        @Idempotent(key = "#id", scope = "user")
        public String act(String id) {
            return fullKey() + " " + ++this.runs;
        }
    }

    interface Acting {

        String act(String id);
    }

    static class PerTenant implements Acting {

        @Override
        @Idempotent(key = "#id", scope = "tenant")
        public String act(String id) {
            return fullKey().replace("PerTenant.act:", "");
        }
    }

    static class PerDevice implements Acting {

        @Override
        @Idempotent(key = "#id", scope = "device")
        public String act(String id) {
            return fullKey().replace("PerDevice.act:", "");
        }
    }

    static class AsyncPerUser {

        @Async
        @Idempotent(key = "#id", scope = "user")
        public CompletableFuture<String> act(String id) {
            Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
            return CompletableFuture.completedFuture(
                    fullKey() + ", run for " + (authentication == null ? "nobody" : authentication.getName()));
        }
    }

    private static String fullKey() {
        return IdempotencyContext.current().orElseThrow().fullKey();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class AsyncConfig {

        @Bean
        AsyncPerUser service() {
            return new AsyncPerUser();
        }
    }
}
