package dev.idempotency.sample.tickets;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.Status;
import dev.idempotency.sample.running.AtOnce;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

class EscalatingAtOnceTests {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    @TempDir
    static Path directory;

    @Test
    void onePersonIsNotifiedOncePerTicketLevelAndDay() throws Exception {
        Path database = directory.resolve("facility");
        try (SampleInstance one = SampleInstance.on(database);
                SampleInstance two = SampleInstance.on(database)) {
            List<Callable<Void>> sweeps = new ArrayList<>();
            for (SampleInstance instance : List.of(one, two, one, two)) {
                TicketEscalation escalation = instance.bean(TicketEscalation.class);
                sweeps.add(() -> {
                    for (int id = 1; id <= 20; id++) {
                        escalation.escalate(new Ticket(1_000_000 + id, "Found by all", 2), DAY);
                    }
                    return null;
                });
            }
            AtOnce.call(sweeps);
            assertThat(one.client().effect("tickets.escalated")).isEqualTo(20);
            assertThat(notifications(one)).isEqualTo(20);

            TicketEscalation escalation = two.bean(TicketEscalation.class);
            escalation.escalate(new Ticket(1_000_001, "The next level", 3), DAY);
            escalation.escalate(new Ticket(1_000_001, "The next day", 2), DAY.plusDays(1));
            assertThat(notifications(one)).isEqualTo(22);
            assertThat(one.bean(IdempotencyRecords.class)
                            .find("TicketEscalation.escalate", "escalation:1000001:L2:2026-11-21"))
                    .hasValueSatisfying(record -> assertThat(record.status()).isEqualTo(Status.DONE));
        }
    }

    private static long notifications(SampleInstance instance) {
        return instance.bean(JdbcClient.class)
                .sql("select count(*) from outbox where subject like 'Ticket 10000%'")
                .query(Long.class)
                .single();
    }
}
