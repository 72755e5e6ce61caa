package dev.idempotency.autoconfigure;

import java.util.Collection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

import dev.idempotency.aop.IdempotentMethod;
import dev.idempotency.aop.IdempotentMethods;
import dev.idempotency.task.IdempotencySettings;

/** Says at start-up what is protected, and by what. */
final class StartupReport implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger logger = LoggerFactory.getLogger(StartupReport.class);

    private final IdempotentMethods methods;
    private final IdempotencySettings settings;

    StartupReport(IdempotentMethods methods, IdempotencySettings settings) {
        this.methods = methods;
        this.settings = settings;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        for (IdempotentMethod task : this.methods.all()) {
            if (task.task().enabled()) {
                logger.info("Task {}: {}", task.name(), task.description());
            } else {
                logger.warn(
                        "Task {} is not protected: idempotency.tasks.{}.enabled is false", task.name(), task.name());
            }
        }
        Collection<String> unknown = this.methods.settingsWithoutTask(this.settings.tasks());
        if (!unknown.isEmpty()) {
            logger.warn(
                    "There are settings under idempotency.tasks for {}, but no such task; there are {}",
                    unknown,
                    this.methods.all().stream().map(IdempotentMethod::name).toList());
        }
    }
}
