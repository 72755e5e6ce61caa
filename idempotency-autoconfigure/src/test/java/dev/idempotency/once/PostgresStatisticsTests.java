package dev.idempotency.once;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.statistics.StatisticsFlush;
import dev.idempotency.testing.PostgresTestServer;
import dev.idempotency.testing.PostgresWireTap;

import static org.assertj.core.api.Assertions.assertThat;

class PostgresStatisticsTests extends AbstractStatisticsTests {

    private final PostgresTestServer server = PostgresTestServer.get();
    private final String database = this.server.createDatabase();
    private String url = this.server.url(this.database);

    @Override
    ApplicationContextRunner store() {
        return StoreApplications.onPostgres(this.url)
                // A larger pool opens further connections when it likes to, and asks idle ones for signs of life.
                .withPropertyValues("spring.datasource.hikari.maximum-pool-size=2")
                .withSystemProperties("com.zaxxer.hikari.aliveBypassWindowMs=60000");
    }

    /** Counted on the wire: two round trips for an execution, one for a duplicate, and none for having counted them. */
    @Test
    void costNothingOnTheWayOfACall() throws Exception {
        try (PostgresWireTap tap = new PostgresWireTap(this.server)) {
            this.url = tap.url(this.database);
            application().run(context -> {
                Service service = context.getBean(Service.class);
                for (int i = 0; i < 20; i++) {
                    service.act("prepares the statements " + i);
                    service.act("prepares the statements " + i);
                }
                tap.reset();
                for (int i = 0; i < 10; i++) {
                    service.act("counted " + i);
                    service.act("counted " + i);
                }
                assertThat(tap.roundTrips()).isEqualTo(30);

                tap.reset();
                context.getBean(StatisticsFlush.class).flush();
                assertThat(tap.roundTrips()).isPositive();
            });
        }
    }
}
