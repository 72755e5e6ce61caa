package dev.idempotency.sample.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.idempotency.sample.running.AtOnce;
import dev.idempotency.sample.running.SampleInstance;

import static org.assertj.core.api.Assertions.assertThat;

class ClosingAtOnceTests {

    @TempDir
    static Path directory;

    /** What happens when a tick takes so long that another instance's next one overlaps it. */
    @Test
    void twoInstancesThatFoundTheSameJobsCloseEachOnce() throws Exception {
        Path database = directory.resolve("facility");
        try (SampleInstance one = SampleInstance.on(database);
                SampleInstance two = SampleInstance.on(database)) {
            List<Callable<Void>> sweeps = new ArrayList<>();
            for (SampleInstance instance : List.of(one, two, one, two)) {
                JobCloser closer = instance.bean(JobCloser.class);
                sweeps.add(() -> {
                    for (int id = 1; id <= 50; id++) {
                        closer.close(new Job(1_000_000 + id, "Found by both"));
                    }
                    return null;
                });
            }
            AtOnce.call(sweeps);
            assertThat(one.client().effect("jobs.closed")).isEqualTo(50);
        }
    }
}
