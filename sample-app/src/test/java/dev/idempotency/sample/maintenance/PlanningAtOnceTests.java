package dev.idempotency.sample.maintenance;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.idempotency.DistributedLock;
import dev.idempotency.DistributedLocks;
import dev.idempotency.sample.running.AtOnce;
import dev.idempotency.sample.running.SampleClient;
import dev.idempotency.sample.running.SampleClient.Answer;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanningAtOnceTests {

    /** Not that of the schedules, which run meanwhile. */
    private static final LocalDate DAY = LocalDate.of(2026, 1, 2);

    @TempDir
    static Path directory;

    private final List<SampleInstance> instances = new ArrayList<>();

    @BeforeAll
    void start() {
        for (int number = 0; number < 2; number++) {
            this.instances.add(SampleInstance.on(directory.resolve("facility")));
        }
    }

    @AfterAll
    void stop() {
        this.instances.forEach(SampleInstance::close);
    }

    private SampleInstance instance(int number) {
        return this.instances.get(number % 2);
    }

    @Test
    void aJobIsPlannedOncePerScheduleAndDay() throws Exception {
        Schedule schedule = new Schedule(1, "Lift 1", "Check the brakes", LocalTime.of(8, 0), LocalTime.of(9, 0));
        List<Callable<Void>> sweeps = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            MaintenanceJobs jobs = instance(number).bean(MaintenanceJobs.class);
            sweeps.add(() -> {
                for (int day = 0; day < 10; day++) {
                    jobs.plan(schedule, DAY.plusDays(day));
                }
                return null;
            });
        }
        AtOnce.call(sweeps);
        assertThat(instance(0)
                        .bean(JdbcClient.class)
                        .sql("select count(*) from maintenance_job where planned_for between :from and :to")
                        .param("from", DAY)
                        .param("to", DAY.plusDays(9))
                        .query(Long.class)
                        .single())
                .isEqualTo(10);
    }

    @Test
    void ofSchedulesThatOverlapOneIsTaken() throws Exception {
        for (int round = 0; round < 3; round++) {
            List<Callable<Answer>> requests = new ArrayList<>();
            for (int number = 0; number < 8; number++) {
                SampleClient client = instance(number).client();
                String path = "/schedules?asset=Pump%d&title=Oil&from=08:0%d&to=09:00".formatted(round, number);
                requests.add(() -> client.post(path));
            }
            List<Answer> answers = AtOnce.call(requests);
            assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        }
    }

    /** Looking for room and taking it is one thing: otherwise two would find the same room. */
    @Test
    void nobodyLooksForRoomWhileSomebodyElseTakesIt() {
        DistributedLock taking = instance(0)
                .bean(DistributedLocks.class)
                .tryAcquire("asset:Crane", Duration.ofMinutes(1))
                .orElseThrow();
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(
                () -> instance(1).client().post("/schedules?asset=Crane&title=Rope&from=08:00&to=09:00"));
        try (taking) {
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> !waiting.isDone());
            instance(0).bean(Schedules.class).add("Crane", "Hook", LocalTime.of(8, 30), LocalTime.of(9, 30));
        }
        assertThat(waiting)
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(409));
    }
}
