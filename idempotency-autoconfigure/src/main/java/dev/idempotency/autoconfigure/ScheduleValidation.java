package dev.idempotency.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.util.StringUtils;

import dev.idempotency.registry.ScheduleRepairs;
import dev.idempotency.schedule.Schedule;
import dev.idempotency.schedule.ScheduleInspector;
import dev.idempotency.schedule.ScheduleRepair;
import dev.idempotency.schedule.ScheduleReport;
import dev.idempotency.schedule.Severity;

/** Analyses the schedules when the application has started, before its runners run. */
final class ScheduleValidation implements ApplicationListener<ApplicationStartedEvent>, Ordered {

    private static final Logger logger = LoggerFactory.getLogger(ScheduleValidation.class);

    private final ScheduleInspector inspector;
    private final IdempotencyScheduleProperties properties;
    private final ObjectProvider<ScheduleRepairs> repairs;
    private final ProcessExit exit;

    ScheduleValidation(
            ScheduleInspector inspector,
            IdempotencyScheduleProperties properties,
            ObjectProvider<ScheduleRepairs> repairs,
            ProcessExit exit) {
        this.inspector = inspector;
        this.properties = properties;
        this.repairs = repairs;
        this.exit = exit;
    }

    @Override
    public void onApplicationEvent(ApplicationStartedEvent event) {
        switch (this.properties.validate()) {
            case OFF -> warnOfUnknownSchedules();
            case LOG -> {
                warnOfUnknownSchedules();
                log(report());
            }
            case EXIT -> {
                refuseUnknownSchedules();
                List<ScheduleRepair> repaired = repaired();
                ScheduleReport report = report();
                write(report, repaired);
                int code = exitCode(report);
                SpringApplication.exit(event.getApplicationContext(), () -> code);
                this.exit.exit(code);
            }
        }
    }

    private void warnOfUnknownSchedules() {
        List<Schedule> schedules = schedulesThatAreNamed();
        settingsWithout(schedules)
                .forEach((property, value) -> logger.warn(
                        "{} is about a schedule that is not there; there are {}", property, names(schedules)));
    }

    /** What shares a resource with a name that is not there was not looked at, and there is nothing wrong with it itself. */
    private void refuseUnknownSchedules() {
        List<Schedule> schedules = schedulesThatAreNamed();
        settingsWithout(schedules).forEach((property, value) -> {
            throw new InvalidConfigurationPropertyValueException(
                    property,
                    value,
                    "The application has no schedule of that name; there are " + names(schedules) + ".");
        });
    }

    /** All there are, if the settings name any: to know them takes a look into the store. */
    private List<Schedule> schedulesThatAreNamed() {
        boolean named = !this.properties.resourcesOfSchedules().isEmpty()
                || StringUtils.hasText(this.properties.only().schedule());
        return named ? this.inspector.schedules() : List.of();
    }

    private Map<String, String> settingsWithout(List<Schedule> schedules) {
        Map<String, String> settings = new LinkedHashMap<>();
        this.properties
                .resourcesOfSchedules()
                .without(schedules)
                .forEach((schedule, resource) -> settings.put("idempotency.schedules.resources." + schedule, resource));
        String only = this.properties.only().schedule();
        if (StringUtils.hasText(only) && !names(schedules).contains(only.strip())) {
            settings.put("idempotency.schedules.only.schedule", only);
        }
        return settings;
    }

    private static List<String> names(List<Schedule> schedules) {
        return schedules.stream().map(Schedule::name).toList();
    }

    private List<ScheduleRepair> repaired() {
        if (this.properties.fix() == IdempotencyScheduleProperties.Fix.OFF) {
            return List.of();
        }
        ScheduleRepairs registered = this.repairs.getObject();
        List<ScheduleRepair> proposed = registered.proposed();
        return this.properties.fix() == IdempotencyScheduleProperties.Fix.APPLY ? registered.apply(proposed) : proposed;
    }

    private ScheduleReport report() {
        return this.inspector.inspect().only(this.properties.only()::wants);
    }

    private void log(ScheduleReport report) {
        String text = this.properties.format().write(report);
        if (this.properties.outputFile().isPresent()) {
            write(report, List.of());
        } else if (report.worst().filter(worst -> worst != Severity.INFO).isPresent()) {
            logger.warn("{}", text);
        } else {
            logger.info("{}", text);
        }
    }

    private void write(ScheduleReport report, List<ScheduleRepair> repairs) {
        String text = this.properties.format().write(report, repairs);
        Path file = this.properties.outputFile().orElse(null);
        if (file == null) {
            StandardOutput.print(text);
            return;
        }
        try {
            Files.writeString(file, text);
        } catch (IOException ex) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.schedules.output",
                    file,
                    "The report cannot be written there: " + new UncheckedIOException(ex).getMessage() + ".");
        }
    }

    static int exitCode(ScheduleReport report) {
        return report.worst().map(Severity::ordinal).orElse(0);
    }

    /** Before whatever the application does when it has started. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
