package dev.idempotency.autoconfigure;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends a validation run whose application did not start with a code of its own. Registered with every application by
 * {@code spring.factories}: there may be no context to hold a bean.
 */
final class ScheduleValidationFailure implements ApplicationListener<ApplicationFailedEvent> {

    private static final int COULD_NOT_RUN = 3;

    private final ProcessExit exit;

    ScheduleValidationFailure() {
        this(System::exit);
    }

    ScheduleValidationFailure(ProcessExit exit) {
        this.exit = exit;
    }

    /** The reason is reported after this event, by the thread that started the application; so that comes first. */
    @Override
    public void onApplicationEvent(ApplicationFailedEvent event) {
        if (isValidationRun(event.getApplicationContext())) {
            Thread starting = Thread.currentThread();
            new Thread(() -> exitAfter(starting), "schedule-validation").start();
        }
    }

    private static boolean isValidationRun(@Nullable ConfigurableApplicationContext context) {
        return context != null
                && context.getEnvironment()
                        .getProperty("idempotency.schedules.validate", "")
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals("exit");
    }

    private void exitAfter(Thread starting) {
        try {
            starting.join();
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        this.exit.exit(COULD_NOT_RUN);
    }
}
