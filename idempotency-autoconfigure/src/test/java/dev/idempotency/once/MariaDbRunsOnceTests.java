package dev.idempotency.once;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.testing.MariaDbTestServer;
import dev.idempotency.testing.MariaDbWireTap;

import static org.assertj.core.api.Assertions.assertThat;

class MariaDbRunsOnceTests extends AbstractSharedStoreTests {

    private final MariaDbTestServer server = MariaDbTestServer.get();
    private final String database = this.server.createDatabase();

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onMariaDb(this.server.url(this.database));
    }

    /** On the wire, with everything that the driver and the pool add. */
    @Test
    void costsThreeRoundTripsForAnExecutionAndOneForADuplicate() throws Exception {
        try (MariaDbWireTap tap = new MariaDbWireTap(this.server)) {
            StoreApplications.onMariaDb(tap.url(this.database))
                    // A larger pool opens further connections when it likes to, and asks idle ones for signs of life;
                    // Flyway needs two at a time.
                    .withPropertyValues("spring.datasource.hikari.maximum-pool-size=2")
                    .withSystemProperties("com.zaxxer.hikari.aliveBypassWindowMs=60000")
                    .withUserConfiguration(Config.class)
                    .withBean(Work.class)
                    .run(context -> {
                        Service service = context.getBean(Service.class);
                        for (int i = 0; i < 20; i++) {
                            service.run("prepares the statements " + i);
                            service.run("prepares the statements " + i);
                        }
                        tap.reset();
                        service.run("counted");
                        assertThat(tap.roundTrips()).isEqualTo(3);

                        tap.reset();
                        service.run("counted");
                        assertThat(tap.roundTrips()).isEqualTo(1);
                    });
        }
    }
}
