package dev.idempotency.sample.maintenance;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.idempotency.sample.running.AtOnce;
import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

class PlanningAtOnceTests {

    /** Not that of the schedules, which run meanwhile. */
    private static final LocalDate DAY = LocalDate.of(2026, 1, 2);

    @TempDir
    static Path directory;

    @Test
    void aJobIsPlannedOncePerScheduleAndDay() throws Exception {
        Path database = directory.resolve("jobs");
        try (SampleInstance one = SampleInstance.on(database);
                SampleInstance two = SampleInstance.on(database)) {
            Schedule schedule = new Schedule(1, "Lift 1", "Check the brakes", LocalTime.of(8, 0), LocalTime.of(9, 0));
            List<Callable<Void>> sweeps = new ArrayList<>();
            for (SampleInstance instance : List.of(one, two, one, two)) {
                MaintenanceJobs jobs = instance.bean(MaintenanceJobs.class);
                sweeps.add(() -> {
                    for (int day = 0; day < 10; day++) {
                        jobs.plan(schedule, DAY.plusDays(day));
                    }
                    return null;
                });
            }
            AtOnce.call(sweeps);
            assertThat(one.bean(JdbcClient.class)
                            .sql("select count(*) from maintenance_job where planned_for between :from and :to")
                            .param("from", DAY)
                            .param("to", DAY.plusDays(9))
                            .query(Long.class)
                            .single())
                    .isEqualTo(10);
        }
    }

    @Test
    void ofSchedulesThatOverlapOneIsTaken() throws Exception {
        Path database = directory.resolve("schedules");
        try (SampleInstance one = SampleInstance.on(database);
                SampleInstance two = SampleInstance.on(database)) {
            for (int round = 0; round < 3; round++) {
                List<Callable<Answer>> requests = new ArrayList<>();
                for (int number = 0; number < 8; number++) {
                    SampleClient client = (number % 2 == 0 ? one : two).client();
                    String path = "/schedules?asset=Pump%d&title=Oil&from=08:0%d&to=09:00".formatted(round, number);
                    requests.add(() -> client.post(path));
                }
                List<Answer> answers = AtOnce.call(requests);
                assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
                assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
            }
        }
    }
}
