package dev.idempotency.aop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.multipart.MultipartFile;

import dev.idempotency.ExecutionInProgressException;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyKey;
import dev.idempotency.IdempotencyKeyGenerator;
import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Idempotent;
import dev.idempotency.InvalidIdempotencyKeyException;
import dev.idempotency.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What makes two calls the same call. */
class KeyTests {

    private static void run(java.util.function.Consumer<AssertableApplicationContext> test) {
        IdempotentApplication.inMemory(Config.class)
                .withPropertyValues("spring.application.name=shop")
                .run(context -> test.accept(context));
    }

    private static Service service(AssertableApplicationContext context) {
        return context.getBean(Service.class);
    }

    @Test
    void readsAnArgumentByNameAndByPosition() {
        run(context -> {
            assertThat(service(context).byName(new Order("7", "x"))).isEqualTo("shop:Service.byName:global:order-7");
            assertThat(service(context).byPosition("a", "b")).isEqualTo("shop:Service.byPosition:global:b");
        });
    }

    @Test
    void readsMethodTargetAndBeans() {
        run(context -> {
            assertThat(service(context).byMethod()).isEqualTo("shop:Service.byMethod:global:byMethod-Service");
            assertThat(service(context).byBean()).isEqualTo("shop:Service.byBean:global:from the bean");
        });
    }

    @Test
    void takesTheTaskNameFromTheAnnotation() {
        run(context -> assertThat(service(context).named("a")).isEqualTo("shop:orders.close:global:a"));
    }

    @Test
    void digestsWhatIsNoSimpleValue() {
        run(context -> {
            Service service = service(context);
            assertThat(service.byObject(new Order("7", "x"))).isEqualTo(service.byObject(new Order("7", "x")));
            assertThat(service.byObject(new Order("8", "x"))).matches("shop:Service.byObject:global:[0-9a-f]{64}");
        });
    }

    @Test
    void takesAReadableKeyForItsText() {
        run(context -> {
            Service service = service(context);
            assertThat(service.escalated("4711", 2)).isEqualTo("shop:Service.escalated:global:escalation:4711:L2");
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> service.escalated(null, 2))
                    .withMessageContainingAll(
                            "task Service.escalated", "Part 2 of the key 'escalation' is null", "IdempotencyKey");
            assertThat(service.byReadableKey(IdempotencyKey.of("a", 1)))
                    .isEqualTo("shop:Service.byReadableKey:global:a:1");
            assertThat(service.byAnything(IdempotencyKey.of("a", 1)))
                    .isEqualTo(service.byAnything(IdempotencyKey.of("a", 1)))
                    .isNotEqualTo(service.byAnything(IdempotencyKey.of("a", 2)));
        });
    }

    @Test
    void takesAFingerprintForItsText(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "abc");
        run(context -> {
            Service service = service(context);
            assertThat(service.byFingerprint(file))
                    .isEqualTo("shop:Service.byFingerprint:global:SHA-256:"
                            + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> service.byFingerprint(folder))
                    .withMessageContainingAll("task Service.byFingerprint", folder.toString(), "it is a directory");
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> service.byFingerprint(null))
                    .withMessageContainingAll("task Service.byFingerprint");
        });
    }

    @Test
    void digestsAnUploadByItsContent() {
        run(context -> {
            Service service = service(context);
            assertThat(service.byUpload(new MockMultipartFile("file", "a.csv", "text/csv", new byte[] {1})))
                    .isEqualTo(service.byUpload(new MockMultipartFile("file", "b.csv", null, new byte[] {1})))
                    .isNotEqualTo(service.byUpload(new MockMultipartFile("file", "a.csv", "text/csv", new byte[] {2})));
        });
    }

    @Test
    void tellsArgumentsApartThatJoinToTheSameText() {
        run(context -> assertThat(service(context).byArguments("a", "bc"))
                .isNotEqualTo(service(context).byArguments("ab", "c")));
    }

    @Test
    void doesNotMindTheOrderOfMapEntries() {
        run(context -> {
            Map<String, Integer> forwards = new LinkedHashMap<>(Map.of("a", 1));
            forwards.put("b", 2);
            Map<String, Integer> backwards = new LinkedHashMap<>(Map.of("b", 2));
            backwards.put("a", 1);
            assertThat(service(context).byMap(forwards))
                    .isEqualTo(service(context).byMap(backwards));
        });
    }

    @Test
    void refusesAKeyThatIsNullOrBlankAndClaimsNothing() {
        run(context -> {
            Service service = service(context);
            for (String id : Arrays.asList(null, "", " \t")) {
                assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                        .isThrownBy(() -> service.byText(id))
                        .withMessageContaining("Service.byText")
                        .withMessageContaining("#id");
            }
            assertThat(service.runs()).isZero();
        });
    }

    @Test
    void refusesAKeyThatCannotBeComputedAndNamesTaskAndExpression() {
        run(context -> {
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> service(context).byName(null))
                    .withMessageContaining("Service.byName")
                    .withMessageContaining("'order-' + #order.id");
            assertThat(service(context).runs()).isZero();
        });
    }

    @Test
    void refusesArgumentsWithoutStableContent() {
        run(context -> {
            for (Object odd :
                    List.<Object>of((Runnable) () -> {}, new ByteArrayInputStream(new byte[1]), new Object())) {
                assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                        .isThrownBy(() -> service(context).byAnything(odd))
                        .withMessageContaining("Give it a key");
            }
            assertThat(service(context).runs()).isZero();
        });
    }

    @Test
    void addsTheWindow() {
        run(context -> assertThat(service(context).daily("a"))
                .matches("shop:Service.daily:global:a:day=\\d{4}-\\d\\d-\\d\\d"));
    }

    @Test
    void asksTheApplicationsKeyGenerator() {
        IdempotentApplication.inMemory(Config.class, GeneratorConfig.class).run(context -> {
            assertThat(context.getBean(Service.class).byArguments("a", "b"))
                    .isEqualTo("application:Service.byArguments:global:byArguments/2");
            assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                    .isThrownBy(() -> context.getBean(Service.class).byAnything("blank, please"));
        });
    }

    @Test
    void findsAndForgetsARecordByTheKeyAsGivenAndByTheFullKey() {
        run(context -> {
            Service service = service(context);
            IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
            service.daily("a");

            var found = records.find("Service.daily", "a").orElseThrow();
            assertThat(found.status()).isEqualTo(Status.DONE);
            assertThat(found.key()).isEqualTo("a");
            assertThat(found.scope()).isEqualTo("global");
            assertThat(records.find(found.fullKey())).contains(found);
            assertThat(records.find("Service.daily", "b")).isEmpty();

            assertThat(records.forget("Service.daily", "a")).isTrue();
            assertThat(records.forget(found.fullKey())).isFalse();
            service.daily("a");
            assertThat(service.runs()).isEqualTo(2);
        });
    }

    @Test
    void takesATaskThatOnlyOtherNodesKnowForOneWithoutScopeAndWindow() {
        run(context -> {
            IdempotencyRecords records = context.getBean(IdempotencyRecords.class);
            assertThat(records.find("Service.unknown", "a")).isEmpty();
            assertThat(records.forget("Service.unknown", "a")).isFalse();
        });
    }

    @Test
    void refusesACallOutsideItsScheduleRatherThanInventAFireTime() {
        run(context -> assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                .isThrownBy(() -> service(context).scheduled())
                .withMessageContaining("outside its schedule"));
    }

    @Test
    void doesNotLetACallWaitForItself() {
        IdempotentApplication.inMemory(Config.class).run(context -> {
            Service service = context.getBean(Service.class);
            assertThatExceptionOfType(ExecutionInProgressException.class)
                    .isThrownBy(() -> service.nested("a", service))
                    .withMessageContaining("wait for itself");
        });
    }

    record Order(@Nullable String id, String text) {}

    static class Service {

        private final AtomicInteger runs = new AtomicInteger();

        int runs() {
            return this.runs.get();
        }

        private String ran() {
            this.runs.incrementAndGet();
            return IdempotencyContext.current().orElseThrow().fullKey();
        }

        @Scheduled(cron = "0 0 0 1 1 *")
        @Idempotent
        public void scheduled() {
            ran();
        }

        @Idempotent("#id")
        public String nested(String id, Service self) {
            return self.nested(id, self);
        }

        @Idempotent("'order-' + #order.id")
        public String byName(@Nullable Order order) {
            return ran();
        }

        @Idempotent("#root.args[1]")
        public String byPosition(String first, String second) {
            return ran();
        }

        @Idempotent("#root.method.name + '-' + #root.target.class.simpleName")
        public String byMethod() {
            return ran();
        }

        @Idempotent("@keySource")
        public String byBean() {
            return ran();
        }

        @Idempotent(key = "#id", name = "orders.close")
        public String named(String id) {
            return ran();
        }

        @Idempotent("T(dev.idempotency.IdempotencyKey).of('escalation', #ticket).level(#level)")
        public String escalated(@Nullable String ticket, int level) {
            return ran();
        }

        @Idempotent("#key")
        public String byReadableKey(IdempotencyKey key) {
            return ran();
        }

        @Idempotent("T(dev.idempotency.FileFingerprint).of(#file)")
        public String byFingerprint(@Nullable Path file) {
            return ran();
        }

        @Idempotent
        public String byUpload(MultipartFile file) {
            return ran();
        }

        @Idempotent("#order")
        public String byObject(Order order) {
            return ran();
        }

        @Idempotent
        public String byArguments(String first, String second) {
            return ran();
        }

        @Idempotent
        public String byMap(Map<String, Integer> map) {
            return ran();
        }

        @Idempotent("#id")
        public String byText(@Nullable String id) {
            return ran();
        }

        @Idempotent
        public String byAnything(Object anything) {
            return ran();
        }

        @Idempotent(key = "#id", window = "day")
        public String daily(String id) {
            return ran();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Config {

        @Bean
        Service service() {
            return new Service();
        }

        @Bean
        String keySource() {
            return "from the bean";
        }

        /** Not annotated, so its parameter is nobody's business. */
        @Bean
        java.util.function.Consumer<InputStream> unrelated() {
            return stream -> {};
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class GeneratorConfig {

        @Bean
        IdempotencyKeyGenerator keyGenerator() {
            return (target, method, arguments) ->
                    arguments[0].toString().startsWith("blank") ? " " : method.getName() + "/" + arguments.length;
        }
    }
}
