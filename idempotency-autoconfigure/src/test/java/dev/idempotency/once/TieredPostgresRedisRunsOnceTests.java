package dev.idempotency.once;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.IdempotencyRecords;
import dev.idempotency.autoconfigure.IdempotencyNearCacheAutoConfiguration;
import dev.idempotency.testing.PostgresTestServer;
import dev.idempotency.testing.PostgresWireTap;
import dev.idempotency.testing.RedisTestServer;
import dev.idempotency.testing.RedisWireTap;

import static org.assertj.core.api.Assertions.assertThat;

class TieredPostgresRedisRunsOnceTests extends AbstractSharedStoreTests {

    private final PostgresTestServer postgres = PostgresTestServer.get();
    private final RedisTestServer redis = RedisTestServer.shared();
    private final String database = this.postgres.createDatabase();
    private final String prefix = "once-" + UUID.randomUUID();

    @Override
    ApplicationContextRunner application() {
        return StoreApplications.onTiered(
                this.postgres.url(this.database), this.redis.host(), this.redis.port(), this.prefix);
    }

    private ApplicationContextRunner tapped(PostgresWireTap sql, RedisWireTap wire) {
        return StoreApplications.onTiered(sql.url(this.database), wire.host(), wire.port(), this.prefix)
                .withPropertyValues("spring.datasource.hikari.maximum-pool-size=2", "idempotency.cleanup.enabled=false")
                .withSystemProperties("com.zaxxer.hikari.aliveBypassWindowMs=60000")
                .withUserConfiguration(Config.class)
                .withBean(Work.class);
    }

    @Test
    void costsTwoRoundTripsToEachForAnExecutionAndOneToRedisForADuplicate() throws Exception {
        try (PostgresWireTap sql = new PostgresWireTap(this.postgres);
                RedisWireTap wire = new RedisWireTap(this.redis)) {
            tapped(sql, wire).run(context -> {
                Service service = context.getBean(Service.class);
                warmUp(service);
                sql.reset();
                wire.clear();
                service.run("counted");
                assertThat(wire.commands()).containsExactly("EVALSHA", "EVALSHA");
                assertThat(sql.roundTrips()).isEqualTo(2);

                sql.reset();
                wire.clear();
                service.run("counted");
                assertThat(wire.commands()).containsExactly("EVALSHA");
                assertThat(sql.roundTrips()).isZero();
            });
        }
    }

    @Test
    void costsNoRoundTripForADuplicateWithTheNearCache() throws Exception {
        try (PostgresWireTap sql = new PostgresWireTap(this.postgres);
                RedisWireTap wire = new RedisWireTap(this.redis)) {
            tapped(sql, wire)
                    .withConfiguration(AutoConfigurations.of(IdempotencyNearCacheAutoConfiguration.class))
                    .withPropertyValues("idempotency.near-cache.enabled=true")
                    .run(context -> {
                        Service service = context.getBean(Service.class);
                        warmUp(service);
                        String result = service.run("counted");
                        sql.reset();
                        wire.clear();

                        for (int i = 0; i < 20; i++) {
                            assertThat(service.run("counted")).isEqualTo(result);
                        }

                        assertThat(wire.commands()).isEmpty();
                        assertThat(sql.roundTrips()).isZero();
                        assertThat(context.getBean(IdempotencyRecords.class).forget("Service.run", "counted"))
                                .isTrue();
                        assertThat(service.run("counted")).isNotEqualTo(result);
                    });
        }
    }

    private static void warmUp(Service service) {
        for (int i = 0; i < 10; i++) {
            service.run("loads the scripts, and has the server prepare the statements, " + i);
        }
    }
}
