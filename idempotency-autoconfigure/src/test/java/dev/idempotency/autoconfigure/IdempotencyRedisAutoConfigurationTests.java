package dev.idempotency.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.idempotency.registry.ScheduleRow;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.memory.MemoryIdempotencyStore;
import dev.idempotency.store.redis.RedisIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** No Redis runs here: the store must not need one to be made. */
class IdempotencyRedisAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withPropertyValues("spring.data.redis.host=redis.example", "spring.data.redis.password=secret")
            .withConfiguration(
                    AutoConfigurations.of(DataRedisAutoConfiguration.class, IdempotencyRedisAutoConfiguration.class));

    @Test
    void keepsItsScriptsAndWhatIsJsonInANativeImage() {
        RuntimeHints hints = new RuntimeHints();
        new RedisStoreRuntimeHints().registerHints(hints, null);

        for (String script :
                new String[] {"store/redis/claim", "lock/redis/acquire", "statistics/redis/add", "registry/redis/change"
                }) {
            assertThat(RuntimeHintsPredicates.resource().forResource("dev/idempotency/" + script + ".lua"))
                    .as(script)
                    .accepts(hints);
        }
        assertThat(RuntimeHintsPredicates.reflection().onType(ScheduleRow.class))
                .accepts(hints);
    }

    @Test
    void offersTheStoreWhereThereIsAConnection() {
        this.runner.run(context -> {
            StoreFactory factory = context.getBean(StoreFactory.class);
            assertThat(factory.type()).isEqualTo(StoreType.REDIS);
            assertThat(factory.description()).isEqualTo("Redis at redis.example:6379, keys below 'idempotency:'");
            assertThat(factory.create()).isInstanceOf(RedisIdempotencyStore.class);
            assertThat(context.getBean(IdempotencyRedisProperties.class))
                    .isEqualTo(new IdempotencyRedisProperties("idempotency", 0, Duration.ofMillis(100)));
        });
    }

    @Test
    void isRegisteredWithSpringBoot() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
                .contains(IdempotencyRedisAutoConfiguration.class.getName());
    }

    @Test
    void leavesTheFieldToAStoreOfTheUsers() {
        this.runner
                .withBean(IdempotencyStore.class, MemoryIdempotencyStore::new)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StoreFactory.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"idempotency.enabled=false", "idempotency.store.type=jdbc", "idempotency.store.type=memory"})
    void isOffWhereRedisIsNotWanted(String property) {
        this.runner
                .withPropertyValues(property)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StoreFactory.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "auto", "redis", "REDIS", "Tiered"})
    void isOnWhereTheTypeMayUseRedis(String type) {
        this.runner
                .withPropertyValues("idempotency.store.type=" + type)
                .run(context -> assertThat(context).hasSingleBean(StoreFactory.class));
    }

    @Test
    void isOffWithoutSpringDataRedis() {
        this.runner
                .withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StoreFactory.class));
    }

    @Test
    void isOffWithoutAConnectionBean() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(IdempotencyRedisAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StoreFactory.class));
    }

    @Test
    void takesBlankPropertiesAsUnset() {
        this.runner
                .withPropertyValues(
                        "idempotency.enabled=",
                        "idempotency.redis.key-prefix=",
                        "idempotency.redis.min-replicas-ack=",
                        "idempotency.redis.ack-timeout=")
                .run(context -> assertThat(context.getBean(IdempotencyRedisProperties.class))
                        .isEqualTo(new IdempotencyRedisProperties("idempotency", 0, Duration.ofMillis(100))));
    }

    @ParameterizedTest
    @CsvSource({"min-replicas-ack,-1", "ack-timeout,0ms", "ack-timeout,-1s"})
    void stopsStartUpOnAnInvalidValueAndNamesIt(String property, String value) {
        String name = "idempotency.redis." + property;
        this.runner
                .withPropertyValues(name + "=" + value)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, ex -> {
                            assertThat(ex.getName()).isEqualTo(name);
                            assertThat(ex.getReason()).contains("Valid values are");
                        }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"spring.data.redis.client-type=jedis", "spring.data.redis.cluster.nodes=redis.example:6379"})
    void refusesReplicaAcknowledgementsThatCannotBeHad(String property) {
        this.runner
                .withPropertyValues(property, "idempotency.redis.min-replicas-ack=1")
                .run(context -> assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                        .isThrownBy(() -> context.getBean(StoreFactory.class).create())
                        .satisfies(ex -> assertThat(ex.getName()).isEqualTo("idempotency.redis.min-replicas-ack")));
    }

    @Test
    void takesReplicaAcknowledgementsWithLettuceAndOneMaster() {
        this.runner
                .withPropertyValues("idempotency.redis.min-replicas-ack=1")
                .run(context -> assertThat(context.getBean(StoreFactory.class).create())
                        .isInstanceOf(RedisIdempotencyStore.class));
    }
}
