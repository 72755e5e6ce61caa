package dev.idempotency.registry;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.idempotency.key.Sha256;
import dev.idempotency.schedule.ScheduleDefinition;

/**
 * What makes two schedules the same whatever they are named: task, tenant, resource, times, zone and validity. A store
 * has it as a digest that is unique.
 */
public final class ScheduleIdentity {

    private ScheduleIdentity() {}

    /** The digest, in 64 hexadecimal digits. */
    public static String of(ScheduleDefinition definition) {
        return Sha256.hex(Stream.of(
                        definition.task(),
                        definition.tenant(),
                        definition.resource(),
                        TimingText.of(definition.timing()),
                        definition.zone(),
                        definition.validFrom(),
                        definition.validUntil())
                .map(part -> Objects.toString(part, ""))
                .map(part -> part.length() + ":" + part)
                .collect(Collectors.joining()));
    }
}
