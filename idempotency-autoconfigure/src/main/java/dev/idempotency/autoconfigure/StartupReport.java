package dev.idempotency.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

import dev.idempotency.aop.BeanMethods;
import dev.idempotency.aop.IdempotentMethod;
import dev.idempotency.aop.IdempotentMethods;
import dev.idempotency.store.StoreState;
import dev.idempotency.task.IdempotencySettings;

/** Says at start-up what is protected, by what, and what is not. */
final class StartupReport implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger logger = LoggerFactory.getLogger(StartupReport.class);

    private static final int MOST_HINTS = 20;

    private final IdempotentMethods methods;
    private final BeanMethods beans;
    private final StoreInUse store;
    private final IdempotencySettings settings;

    StartupReport(IdempotentMethods methods, BeanMethods beans, StoreInUse store, IdempotencySettings settings) {
        this.methods = methods;
        this.beans = beans;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        logger.info(String.join(System.lineSeparator(), lines()));
        warnOfWhatIsSwitchedOff();
        warnOfUnknownTasks();
    }

    /** One block, so that nothing else comes in between. */
    private List<String> lines() {
        StoreState state = this.store.store().state();
        List<String> lines = new ArrayList<>();
        lines.add("Idempotency");
        lines.add("  store: " + state.type()
                + (state.authority().equals(state.type()) ? "" : "; " + state.authority() + " decides")
                + (state.degraded() ? "; DEGRADED" : ""));
        lines.add(
                "  keys begin with '" + this.settings.namespace() + ":', windows are those of " + this.settings.zone());
        List<BeanMethods.Protected> tasks = this.beans.protectedMethods().stream()
                .filter(each -> each.method().task().enabled())
                .toList();
        lines.add("  protected: " + tasks.size());
        tasks.forEach(each -> lines.add("    " + each.method().name() + " (" + each.trigger() + ") "
                + each.method().description()));
        addHints(lines);
        return lines;
    }

    private void addHints(List<String> lines) {
        List<BeanMethods.Unprotected> unprotected = this.beans.unprotectedMethods();
        if (unprotected.isEmpty()) {
            return;
        }
        lines.add("  not protected, though started by a schedule, an executor or a listener: " + unprotected.size()
                + ". Put @Idempotent on those that must run once.");
        Function<BeanMethods.Unprotected, String> line = each -> "    " + each.method() + " (" + each.trigger() + ")";
        unprotected.stream().limit(MOST_HINTS).map(line).forEach(lines::add);
        if (unprotected.size() > MOST_HINTS) {
            lines.add("    and " + (unprotected.size() - MOST_HINTS) + " more, which the endpoint 'idempotency' lists");
        }
    }

    private void warnOfWhatIsSwitchedOff() {
        for (IdempotentMethod task : this.methods.all()) {
            if (!task.task().enabled()) {
                logger.warn(
                        "Task {} is not protected: idempotency.tasks.{}.enabled is false", task.name(), task.name());
            }
        }
    }

    private void warnOfUnknownTasks() {
        Collection<String> unknown = this.methods.settingsWithoutTask(this.settings.tasks());
        if (!unknown.isEmpty()) {
            logger.warn(
                    "There are settings under idempotency.tasks for {}, but no such task; there are {}",
                    unknown,
                    this.methods.all().stream().map(IdempotentMethod::name).toList());
        }
    }
}
