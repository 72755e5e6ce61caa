package dev.idempotency.aop;

import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.Scheduled;

import dev.idempotency.Idempotent;

import static org.assertj.core.api.Assertions.assertThat;

/** What starts, but is probably not what was meant. */
@ExtendWith(OutputCaptureExtension.class)
class StartupWarningTests {

    private static void start(Class<?> bean, String... properties) {
        IdempotentApplication.inMemory()
                .withBean(bean)
                .withPropertyValues(properties)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void warnsOfCallsThatPassTheProxyBy(CapturedOutput output) {
        start(CallsItself.class);
        assertThat(output)
                .contains("CallsItself.all calls close on this")
                .contains("CallsItself.a lambda calls close on this")
                .contains("CallsItself.each calls close on this")
                .contains("CallsItself.inherited calls close on this")
                .contains("NOT protected");
    }

    @Test
    void saysNothingOfCallsOnAnotherObjectOfTheClass(CapturedOutput output) {
        start(CallsItsProxy.class);
        assertThat(output).doesNotContain("on this");
    }

    @Test
    void saysNothingOfTheBridgeMethodsThatTheCompilerMakes(CapturedOutput output) {
        start(Generic.class);
        assertThat(output).doesNotContain("on this");
    }

    @Test
    void warnsOfALeaseThatOutlastsThePeriodOfFiresWithOneKey(CapturedOutput output) {
        start(OneKey.class, "test.every=30");
        assertThat(output)
                .contains("Task OneKey.cron is scheduled every PT10S and its fires share the key \"'k'\", with a lease"
                        + " of PT5M")
                .contains("Task OneKey.rate is scheduled every PT30S")
                .contains("Task OneKey.delay is scheduled every PT1M")
                .contains("Task OneKey.exclusive is scheduled every PT1M and its fires share its exclusive slot")
                .contains("Task OneKey.uneven is scheduled every PT1M");
    }

    @Test
    void saysNothingWhereEachFireHasItsKeyOrTheLeaseIsShorter(CapturedOutput output) {
        start(OwnKeys.class);
        assertThat(output).doesNotContain("is scheduled every");
    }

    abstract static class Base {

        @Idempotent("#id")
        public void close(String id) {}

        public void inherited() {
            close("x");
        }
    }

    static class CallsItself extends Base {

        @Override
        @Idempotent("#id")
        public void close(String id) {}

        @Override
        public void inherited() {
            this.close("y");
        }

        public void all(List<String> ids) {
            for (String id : ids) {
                close(id);
            }
        }

        public void lambda(List<String> ids) {
            ids.forEach(id -> close(id + "!"));
        }

        public void each(List<String> ids) {
            ids.forEach(this::close);
        }
    }

    static class CallsItsProxy {

        private final ObjectProvider<CallsItsProxy> self;
        private final Supplier<CallsItsProxy> supplier;

        CallsItsProxy(ObjectProvider<CallsItsProxy> self) {
            this.self = self;
            this.supplier = self::getObject;
        }

        @Idempotent("#id")
        public void close(String id) {}

        public void byProvider(String id) {
            this.self.getObject().close(id);
        }

        public void bySupplier(String id) {
            this.supplier.get().close(id);
        }

        public void byArgument(CallsItsProxy proxy, String id) {
            proxy.close(id);
        }
    }

    interface Handler<T> {

        void handle(T event);
    }

    static class Generic implements Handler<String> {

        @Override
        @Idempotent("#event")
        public void handle(String event) {}
    }

    static class OneKey {

        @Scheduled(cron = "*/10 * * * * *")
        @Idempotent("'k'")
        public void cron() {}

        @Scheduled(fixedRateString = "${test.every}", timeUnit = java.util.concurrent.TimeUnit.SECONDS)
        @Idempotent("'k'")
        public void rate() {}

        @Scheduled(fixedDelay = 60_000)
        @Idempotent("'k'")
        public void delay() {}

        @Scheduled(fixedDelayString = "PT1M")
        @Idempotent(exclusive = true)
        public void exclusive() {}

        @Scheduled(cron = "0 0,1 3 * * *")
        @Idempotent("'k'")
        public void uneven() {}
    }

    static class OwnKeys {

        @Scheduled(cron = "*/10 * * * * *")
        @Idempotent
        public void fireTime() {}

        @Scheduled(cron = "*/10 * * * * *")
        @Idempotent(key = "'k'", lease = "5s")
        public void shortLease() {}

        @Scheduled(cron = "-")
        @Idempotent("'k'")
        public void disabled() {}
    }
}
