package dev.idempotency.aop;

import java.io.InputStream;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Flux;

import dev.idempotency.EventEnvelope;
import dev.idempotency.Idempotent;
import dev.idempotency.IdempotentEventHandler;
import dev.idempotency.OnDuplicate;
import dev.idempotency.OnFailure;
import dev.idempotency.OnInProgress;
import dev.idempotency.task.Task;
import dev.idempotency.task.TaskRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/** What cannot be protected stops the application, and says where, why and how to mend it. */
class StartupValidationTests {

    private static void refuses(Class<?> bean, String method, String problem, String remedy) {
        refuses(IdempotentApplication.inMemory().withBean(bean), bean, method, problem, remedy);
    }

    private static void refuses(
            ApplicationContextRunner application, Class<?> bean, String method, String problem, String remedy) {
        application.run(context -> {
            assertThat(context).hasFailed();
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof InvalidIdempotentMethodException)) {
                failure = failure.getCause();
            }
            assertThat(failure)
                    .as("the start-up failure")
                    .isInstanceOfSatisfying(InvalidIdempotentMethodException.class, invalid -> {
                        assertThat(invalid.method()).isEqualTo(bean.getName() + "." + method);
                        assertThat(invalid.problem()).contains(problem);
                        assertThat(invalid.remedy()).contains(remedy);
                    });
        });
    }

    @Test
    void refusesAPrivateMethod() {
        refuses(PrivateMethod.class, "act", "a private method cannot be intercepted", "neither private");
    }

    @Test
    void refusesAStaticMethod() {
        refuses(StaticMethod.class, "act", "a static method cannot be intercepted", "static");
    }

    @Test
    void refusesAFinalMethod() {
        refuses(FinalMethod.class, "act", "a final method cannot be intercepted", "nor final");
    }

    @Test
    void refusesAFinalClass() {
        refuses(FinalClass.class, "act", "its class is final", "non-final");
    }

    @Test
    void refusesABeanThatNoProxyReaches() {
        refuses(
                IdempotentApplication.inMemory(EarlyConfig.class),
                Early.class,
                "act",
                "no proxy reaches bean 'early'",
                "another bean");
    }

    @Test
    void refusesAMethodThatAnInterfaceProxyDoesNotHave() {
        refuses(
                IdempotentApplication.inMemory()
                        .withPropertyValues("spring.aop.proxy-target-class=false")
                        .withBean(BehindInterface.class),
                BehindInterface.class,
                "act",
                "its bean's proxy implements interfaces only",
                "Declare it in an interface");
    }

    @Test
    void refusesSpelThatDoesNotParse() {
        refuses(BrokenSpel.class, "act", "the SpEL \"#id +\" does not parse", "A key is SpEL");
    }

    @Test
    void refusesAnArgumentThatDoesNotExist() {
        refuses(UnknownArgument.class, "act", "names #nobody, but there are only #id, #root", "A key is SpEL");
    }

    @Test
    void refusesATextWithoutQuotes() {
        refuses(NoQuotes.class, "act", "names 'nightly', which is neither an argument", "A key is SpEL");
    }

    @Test
    void refusesAnUnknownCategory() {
        refuses(
                UnknownCategory.class,
                "act",
                "its category 'criticle' does not exist",
                "critical, default, email, high-priority, maintenance, report");
    }

    @Test
    void refusesAnUnknownScope() {
        refuses(UnknownScope.class, "act", "its scope 'galaxy' does not exist", "IdempotencyScopeResolver");
    }

    @Test
    void refusesAnUnknownWindow() {
        refuses(UnknownWindow.class, "act", "its window 'fortnight'", "hour, day, week, month");
        refuses(OddWindow.class, "act", "its window '36h'", "a duration such as 15m or 2d");
    }

    @Test
    void refusesALeaseThatIsNotShorterThanTheTtl() {
        refuses(LongLease.class, "act", "its lease of PT1H is not shorter than its TTL of PT1H", "shorter lease");
    }

    @Test
    void capsAnInheritedLeaseAtHalfTheTtlInstead() {
        IdempotentApplication.inMemory().withBean(ShortTtl.class).run(context -> {
            assertThat(context).hasNotFailed();
            Task task = context.getBean(TaskRegistry.class).find("ShortTtl.act").orElseThrow();
            assertThat(task.policy().lease()).hasSeconds(30);
        });
    }

    @Test
    void refusesDurationsThatAreNone() {
        refuses(NoDuration.class, "act", "its ttl 'soon' is not a duration", "30s, 5m, 4h");
        refuses(NegativeDuration.class, "act", "its ttl of '-5m' is not positive", "at least 1ms");
        refuses(ZeroDuration.class, "act", "its lease of '0s' is not positive", "at least 1ms");
        refuses(UnknownPlaceholder.class, "act", "'${no.such.property}' cannot be resolved", "Set that property");
    }

    @Test
    void refusesNothingForADuplicateOfAPrimitive() {
        refuses(SkippedPrimitive.class, "act", "a primitive return type cannot be", "wrapper type");
        refuses(UnstoredPrimitive.class, "act", "a primitive return type cannot be", "wrapper type");
        refuses(SkippedPrimitiveInProgress.class, "act", "a primitive return type cannot be", "wrapper type");
    }

    @Test
    void refusesResultsThatNoDuplicateCanBeGiven() {
        refuses(ObjectResult.class, "act", "does not say what to read a stored result as", "concrete type");
        refuses(StreamResult.class, "act", "can be read once only", "");
        refuses(PlainFuture.class, "act", "a plain Future without @Async", "CompletableFuture");
    }

    @Test
    void refusesArgumentsThatMakeNoDefaultKey() {
        refuses(StreamArgument.class, "act", "its parameter 0 of type java.io.InputStream", "Give it a key");
    }

    @Test
    void refusesAnEventHandlerWithoutAnEvent() {
        refuses(NoEvent.class, "act", "no parameter of it is one", "Take an EventEnvelope");
        refuses(NoEventInEvent.class, "act", "no parameter of it is one", "Take an EventEnvelope");
        refuses(NoEventInKey.class, "act", "no parameter of it is one", "a key of your own");
    }

    @Test
    void refusesAnEventHandlerOfTwoEvents() {
        refuses(TwoEvents.class, "act", "its parameters [0, 2] are all events", "Keep one of them");
    }

    @Test
    void refusesAScheduleThatRunsOncePerStartWithoutAKey() {
        refuses(OneTimeSchedule.class, "act", "runs only once per start", "Give it a key");
    }

    @Test
    void refusesTwoMethodsOfOneName() {
        refuses(Overloaded.class, "act", "its task name 'Overloaded.act' is also that of", "name of its own");
    }

    @Test
    void refusesATaskNameWithAColon() {
        refuses(ColonName.class, "act", "its task name 'a:b'", "name without");
    }

    @Test
    void refusesAStreamThatMayBeEndless() {
        refuses(Streaming.class, "act", "a Flux may be endless", "void method");
    }

    @Test
    void refusesToRememberTheFirstFailureAndToAllowMore() {
        refuses(RememberAndRetry.class, "act", "onFailure = REMEMBER remembers the first failure", "Leave one");
        refuses(NegativeAttempts.class, "act", "its maxAttempts of -1 is negative", "Use 0");
    }

    @Test
    void alsoRefusesAMistakeInALazyBeanWhenItIsFirstUsed() {
        IdempotentApplication.inMemory()
                .withBean(PrivateMethod.class, PrivateMethod::new, definition -> definition.setLazyInit(true))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    org.assertj.core.api.Assertions.assertThatThrownBy(() -> context.getBean(PrivateMethod.class))
                            .hasRootCauseInstanceOf(InvalidIdempotentMethodException.class);
                });
    }

    static class PrivateMethod {

        @SuppressWarnings("UnusedMethod")
        @Idempotent
        private void act() {}
    }

    static class StaticMethod {

        @Idempotent
        public static void act() {}
    }

    static class FinalMethod {

        @Idempotent
        public final void act() {}
    }

    static final class FinalClass {

        @Idempotent
        public void act() {}
    }

    static class Early {

        @Idempotent
        public void act() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class EarlyConfig {

        @Bean
        static Early early() {
            return new Early();
        }

        @Bean
        static BeanFactoryPostProcessor needsItEarly() {
            return beanFactory -> beanFactory.getBean("early");
        }
    }

    static class BehindInterface implements Runnable {

        @Override
        public void run() {}

        @Idempotent
        public void act() {}
    }

    static class BrokenSpel {

        @Idempotent("#id +")
        public void act(String id) {}
    }

    static class UnknownArgument {

        @Idempotent("#nobody.id")
        public void act(String id) {}
    }

    static class NoQuotes {

        @Idempotent("nightly-run")
        public void act() {}
    }

    static class UnknownCategory {

        @Idempotent(category = "criticle")
        public void act() {}
    }

    static class UnknownScope {

        @Idempotent(scope = "galaxy")
        public void act() {}
    }

    static class UnknownWindow {

        @Idempotent(window = "fortnight")
        public void act() {}
    }

    static class OddWindow {

        @Idempotent(window = "36h")
        public void act() {}
    }

    static class LongLease {

        @Idempotent(ttl = "1h", lease = "60m")
        public void act() {}
    }

    static class ShortTtl {

        @Idempotent(ttl = "1m")
        public void act() {}
    }

    static class NoDuration {

        @Idempotent(ttl = "soon")
        public void act() {}
    }

    static class NegativeDuration {

        @Idempotent(ttl = "-5m")
        public void act() {}
    }

    static class ZeroDuration {

        @Idempotent(lease = "0s")
        public void act() {}
    }

    static class UnknownPlaceholder {

        @Idempotent(ttl = "${no.such.property}")
        public void act() {}
    }

    static class SkippedPrimitive {

        @Idempotent(onDuplicate = OnDuplicate.SKIP)
        public int act() {
            return 1;
        }
    }

    static class UnstoredPrimitive {

        @Idempotent(storeResult = false)
        public boolean act() {
            return true;
        }
    }

    static class SkippedPrimitiveInProgress {

        @Idempotent(onInProgress = OnInProgress.SKIP)
        public long act() {
            return 1;
        }
    }

    static class ObjectResult {

        @Idempotent
        public Object act() {
            return "x";
        }
    }

    static class StreamResult {

        @Idempotent
        public Stream<String> act() {
            return Stream.of("x");
        }
    }

    static class PlainFuture {

        @Idempotent
        public Future<String> act() {
            return java.util.concurrent.CompletableFuture.completedFuture("x");
        }
    }

    static class StreamArgument {

        @Idempotent
        public void act(InputStream stream) {}
    }

    static class NoEvent {

        @IdempotentEventHandler
        public void act(String id) {}
    }

    static class NoEventInEvent {

        @IdempotentEventHandler
        public void act(PayloadApplicationEvent<String> event) {}
    }

    static class NoEventInKey {

        @Idempotent("'a' + #root.event.key")
        public void act(String event) {}
    }

    static class TwoEvents {

        @IdempotentEventHandler
        public void act(EventEnvelope<String> event, String id, Message<String> message) {}
    }

    static class OneTimeSchedule {

        @Scheduled(initialDelay = 1)
        @Idempotent
        public void act() {}
    }

    static class Overloaded {

        @Idempotent
        public void act(String id) {}

        @Idempotent
        public void act(Integer id) {}
    }

    static class ColonName {

        @Idempotent(name = "a:b")
        public void act() {}
    }

    static class Streaming {

        @Idempotent
        public Flux<String> act() {
            return Flux.empty();
        }
    }

    static class RememberAndRetry {

        @Idempotent(maxAttempts = 3, onFailure = OnFailure.REMEMBER)
        public void act() {}
    }

    static class NegativeAttempts {

        @Idempotent(maxAttempts = -1)
        public void act() {}
    }
}
