package dev.idempotency.once;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** As {@link AbstractRunsOnceTests}, for stores that several applications share. */
abstract class AbstractSharedStoreTests extends AbstractRunsOnceTests {

    @Test
    void runsEachKeyOnceForTwoApplications() {
        Work work = new Work();
        application()
                .withUserConfiguration(Config.class)
                .withBean(Work.class, () -> work)
                .run(first -> application()
                        .withUserConfiguration(Config.class)
                        .withBean(Work.class, () -> work)
                        .run(second -> assertEveryKeyRunsOnce(work, List.of(first, second))));
    }

    @Test
    void replaysAfterARestart() {
        Work work = new Work();
        String[] results = new String[2];
        for (int start = 0; start < 2; start++) {
            int now = start;
            application()
                    .withUserConfiguration(Config.class)
                    .withBean(Work.class, () -> work)
                    .run(context ->
                            results[now] = context.getBean(Service.class).run("over a restart"));
        }
        assertThat(results[1]).isEqualTo(results[0]);
        assertThat(work.runs()).hasSize(1);
    }
}
