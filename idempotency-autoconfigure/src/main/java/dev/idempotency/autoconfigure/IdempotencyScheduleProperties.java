package dev.idempotency.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import dev.idempotency.schedule.ClockChangePolicy;
import dev.idempotency.schedule.Finding;
import dev.idempotency.schedule.FindingKind;
import dev.idempotency.schedule.ScheduleReportFormat;
import dev.idempotency.schedule.ScheduleResources;

/**
 * What is done with the application's schedules.
 *
 * @param validate Whether schedules are analysed at start-up: "log" writes the report to the log; "exit" runs no
 *     scheduled task, prints the report and ends the process with 0 if all is well, 1 after warnings, 2 after errors and
 *     3 if the application did not start.
 * @param format How the report is written: "text" or "json".
 * @param output File that the report is written to, instead of the log or the standard output.
 * @param poolSize How many threads run the schedules. Default: as many as the application's only ThreadPoolTaskScheduler
 *     has, else 1.
 * @param hotspotThreshold Load of a minute above which it is a hotspot, 1 being all threads busy all the time.
 * @param missing What happens to a fire of a protected cron task that a clock change skips: "skip", or "shift" to make
 *     it up when the skipped time is over.
 * @param resources What only one run may use at a time, by the name of each schedule that uses it, as the report and the
 *     endpoint show it.
 * @param only What the validation looks at.
 * @param fix What "validate: exit" does about registered schedules: "dry-run" says what it would do; "apply" cancels those
 *     that do the same as an older one, and moves those that are in somebody's way to better times.
 * @param refresh How long after another node has registered, changed or cancelled a schedule this one knows of it, at
 *     most.
 */
@ConfigurationProperties("idempotency.schedules")
record IdempotencyScheduleProperties(
        @DefaultValue("off") Validate validate,
        @DefaultValue("text") ScheduleReportFormat format,
        @Nullable String output,
        @Nullable Integer poolSize,
        @DefaultValue("0.7") Double hotspotThreshold,
        @DefaultValue("skip") ClockChangePolicy missing,
        @DefaultValue Map<String, String> resources,
        @DefaultValue Only only,
        @DefaultValue("off") Fix fix,
        @DefaultValue("30s") Duration refresh) {

    /** The values of {@code idempotency.schedules.fix}. */
    enum Fix {

        /** Nothing is done about registered schedules. */
        OFF,

        /** What would be done is part of the report. */
        DRY_RUN,

        /** It is done, and the report is of the time after that. */
        APPLY
    }

    /** The values of {@code idempotency.schedules.validate}. */
    enum Validate {

        /** Nothing is analysed at start-up. */
        OFF,

        /** The report goes to the log. */
        LOG,

        /** The process ends after the report. */
        EXIT
    }

    /**
     * What the validation looks at.
     *
     * @param schedule Name of the only schedule whose findings are reported.
     * @param finding The only kind of finding that is reported, such as "overlap" or "never-fires".
     */
    record Only(@Nullable String schedule, @Nullable FindingKind finding) {

        boolean wants(Finding candidate) {
            return (this.finding == null || candidate.kind() == this.finding)
                    && (!StringUtils.hasText(this.schedule)
                            || candidate.schedules().contains(this.schedule.strip()));
        }
    }

    /** Refuses what cannot be meant. Not in the constructor: that would be reported as a failure of the binding. */
    void validateValues() {
        if (this.poolSize != null && this.poolSize < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.schedules.pool-size", this.poolSize, "It must be at least 1, or not set.");
        }
        if (!(this.hotspotThreshold > 0)) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.schedules.hotspot-threshold",
                    this.hotspotThreshold,
                    "It must be above 0; 1 is all threads busy all the time.");
        }
        this.resources.forEach((schedule, resource) -> {
            if (!StringUtils.hasText(resource)) {
                throw new InvalidConfigurationPropertyValueException(
                        "idempotency.schedules.resources." + schedule,
                        resource,
                        "It must name what only one run may use at a time.");
            }
        });
        if (this.fix != Fix.OFF && this.validate != Validate.EXIT) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.schedules.fix",
                    this.fix,
                    "It is done by a validation run only: set idempotency.schedules.validate=exit too.");
        }
        if (this.refresh.toMillis() < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.schedules.refresh", this.refresh, "It must be at least 1ms.");
        }
        outputFile();
    }

    ScheduleResources resourcesOfSchedules() {
        return new ScheduleResources(this.resources);
    }

    Optional<Path> outputFile() {
        if (!StringUtils.hasText(this.output)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(this.output.strip()));
        } catch (InvalidPathException ex) {
            throw new InvalidConfigurationPropertyValueException(
                    "idempotency.schedules.output", this.output, "It must be the path of a file.");
        }
    }
}
