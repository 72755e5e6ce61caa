package dev.idempotency.once;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.context.event.EventListener;

import dev.idempotency.CallOutcome;
import dev.idempotency.ExecutionOutcome;
import dev.idempotency.IdempotencyContext;
import dev.idempotency.IdempotencyDuplicateEvent;
import dev.idempotency.IdempotencyListener;
import dev.idempotency.IdempotencyRequest;
import dev.idempotency.IdempotencyTemplate;
import dev.idempotency.Idempotent;
import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Beans of the application hear of every call and execution, and cannot harm one. */
class ListenerTests {

    @Test
    void toldOfCallsAndExecutions() {
        Remembering listener = new Remembering();
        IdempotentApplication.inMemory()
                .withBean(IdempotencyListener.class, () -> listener)
                .withBean(Service.class)
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    service.act("a");
                    service.act("a");
                    assertThatIllegalStateException().isThrownBy(() -> service.act("bad"));
                    context.getBean(IdempotencyTemplate.class)
                            .execute(IdempotencyRequest.of("report", "7"), () -> listener.told.add("runs"));
                    assertThat(listener.told)
                            .containsExactly(
                                    "started Service.act a 1",
                                    "ended Service.act a SUCCESS",
                                    "call Service.act global EXECUTED",
                                    "call Service.act global REPLAYED",
                                    "started Service.act bad 1",
                                    "ended Service.act bad FAILURE",
                                    "call Service.act global FAILED",
                                    "started report 7 1",
                                    "runs",
                                    "ended report 7 SUCCESS",
                                    "call report global EXECUTED");
                });
    }

    /** An error too, such as that of a class which is missing in a listener's own library. */
    @Test
    void whateverAListenerThrowsTheCallGoesOn() {
        Remembering other = new Remembering();
        IdempotentApplication.inMemory()
                .withBean("first", IdempotencyListener.class, Faulty::new)
                .withBean("second", IdempotencyListener.class, () -> other)
                .withBean(FaultyEventListener.class)
                .withBean(Service.class)
                .run(context -> {
                    Service service = context.getBean(Service.class);
                    assertThat(service.act("a")).isEqualTo("done a");
                    assertThat(service.act("a")).isEqualTo("done a");
                    assertThat(other.told).hasSize(4);
                });
    }

    private static final class Remembering implements IdempotencyListener {

        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void onCall(String task, String scope, CallOutcome outcome) {
            this.told.add("call " + task + " " + scope + " " + outcome);
        }

        @Override
        public void onStarted(IdempotencyContext execution) {
            this.told.add("started " + execution.task() + " " + execution.key() + " " + execution.attempt());
        }

        @Override
        public void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {
            assertThat(ran).isPositive();
            this.told.add("ended " + execution.task() + " " + execution.key() + " " + outcome);
        }
    }

    private static final class Faulty implements IdempotencyListener {

        @Override
        public void onCall(String task, String scope, CallOutcome outcome) {
            throw new IllegalArgumentException("a listener's own problem");
        }

        @Override
        public void onStarted(IdempotencyContext execution) {
            throw new NoClassDefFoundError("a listener's own problem");
        }

        @Override
        public void onEnded(IdempotencyContext execution, Duration ran, ExecutionOutcome outcome) {
            throw new AssertionError("a listener's own problem");
        }
    }

    static class FaultyEventListener {

        @EventListener
        void on(IdempotencyDuplicateEvent event) {
            throw new IllegalArgumentException("a listener's own problem with " + event.key());
        }
    }

    static class Service {

        @Idempotent("#id")
        public String act(String id) {
            if (id.equals("bad")) {
                throw new IllegalStateException("no paper");
            }
            return "done " + id;
        }
    }
}
