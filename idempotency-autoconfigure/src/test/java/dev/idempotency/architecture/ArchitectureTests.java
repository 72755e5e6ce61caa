package dev.idempotency.architecture;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.idempotency.Idempotent;
import dev.idempotency.store.memory.MemoryIdempotencyStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Holds the production classes to the rules, and each rule to a fixture that breaks it. */
class ArchitectureTests {

    private static final String ROOT = "dev.idempotency";

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final Map<ArchitectureRules, Fixture> FIXTURES = new EnumMap<>(Map.ofEntries(
            Map.entry(ArchitectureRules.PACKAGES_HAVE_NO_CYCLES, new Fixture("cycle", "cycle.first")),
            Map.entry(
                    ArchitectureRules.ROOT_SEES_NO_TECHNOLOGY,
                    new Fixture("technology", "SeesTheDatabase", "SeesBeans")),
            Map.entry(
                    ArchitectureRules.ENGINE_SEES_NO_TECHNOLOGY,
                    new Fixture("technology", "SeesJson", "SeesRedis", "SeesTheAspect", "PublishesEvents")),
            Map.entry(
                    ArchitectureRules.TECHNOLOGIES_DO_NOT_SEE_EACH_OTHER,
                    new Fixture("neighbours", "JdbcStoreWithAFallback", "MetersOfRedisLocks")),
            Map.entry(
                    ArchitectureRules.ONLY_THE_WIRING_SEES_TECHNOLOGIES,
                    new Fixture("strangers", "MemoryInterceptor", "MemoryEngine")),
            Map.entry(
                    ArchitectureRules.WHAT_A_TECHNOLOGY_SHARES_STAYS_WITH_IT,
                    new Fixture("shared", "EngineOnConnections", "RedisLockOnConnections")),
            Map.entry(
                    ArchitectureRules.NOTHING_DEPENDS_ON_THE_WIRING, new Fixture("wiring", "WiredKeys", "WiredStore")),
            Map.entry(ArchitectureRules.BOOT_STAYS_AT_THE_EDGE, new Fixture("boot", "BootKeys")),
            Map.entry(
                    ArchitectureRules.TIME_IS_READ_IN_ONE_PLACE,
                    new Fixture(
                            "wallclock",
                            "ReadsTheTimeOfDay.<init>()",
                            "ReadsTheTimeOfDay.asAnInstant()",
                            "ReadsTheTimeOfDay.asMilliseconds()",
                            "ReadsTheTimeOfDay.asADate(",
                            "ReadsTheTimeOfDay.asAZonedTime()",
                            "ReadsTheTimeOfDay.asAClock()",
                            "ReadsTheTimeOfDay.asATickingClock()",
                            "ReadsTheTimeOfDay.asASource()",
                            "ReadsTheTimeOfDay.asAnOldDate()",
                            "ReadsTheTimeOfDay.asACalendar()")),
            Map.entry(
                    ArchitectureRules.PACKAGES_ARE_NULL_MARKED,
                    new Fixture("unmarked", "bare.Bare", "unmarked.unmarked.")),
            Map.entry(
                    ArchitectureRules.TECHNOLOGIES_SHOW_ONE_CLASS,
                    new Fixture(
                            "publicclasses",
                            "redis.FirstPublic is not",
                            "redis.SecondPublic is not",
                            "PublicLock is not",
                            "PublicLockException is not")),
            Map.entry(
                    ArchitectureRules.NO_POLYMORPHIC_TYPING,
                    new Fixture(
                            "polymorphic", "CarriesItsClass", "CarriesTheClassOfAField", "SwitchesDefaultTypingOn")),
            Map.entry(
                    ArchitectureRules.NAMES_SAY_WHAT_A_CLASS_IS,
                    new Fixture(
                            "names",
                            "ClaimManager",
                            "ClaimHelper",
                            "ClaimUtil>",
                            "ClaimUtils>",
                            "StoreImpl",
                            "NestedHelper")),
            Map.entry(
                    ArchitectureRules.NOTHING_IS_PRINTED,
                    new Fixture("printing", "PrintsToTheConsole", "PrintsAStackTrace")),
            Map.entry(
                    ArchitectureRules.THREAD_LOCALS_ARE_PRIVATE_CONSTANTS,
                    new Fixture("threadlocals", "OnePerInstance", "ReachedByOthers", "Replaceable"))));

    @ParameterizedTest
    @EnumSource
    void productionClassesKeep(ArchitectureRules rule) {
        rule.of(ROOT).check(PRODUCTION);
    }

    @ParameterizedTest
    @EnumSource
    void aFixtureBreaks(ArchitectureRules rule) {
        Fixture fixture = FIXTURES.get(rule);
        assertThat(fixture).as("every rule has a fixture that breaks it").isNotNull();

        List<String> violations = fixture.violationsOf(rule);

        assertThat(fixture.offenders())
                .allSatisfy(offender -> assertThat(violations)
                        .anySatisfy(violation -> assertThat(violation).contains(offender)));
        assertThat(violations)
                .as("only the offenders are named")
                .allSatisfy(violation -> assertThat(fixture.offenders()).anyMatch(violation::contains));
    }

    @ParameterizedTest
    @EnumSource
    void doesNotPassWhenThereIsNothingToLookAt(ArchitectureRules rule) {
        JavaClasses none = PRODUCTION.that(DescribedPredicate.alwaysFalse());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rule.of(ROOT).check(none))
                .withMessageContaining("failed to check any classes");
    }

    @Test
    void theProductionClassesAreThoseOfTheLibraryAndNoTests() {
        assertThat(PRODUCTION.contain(Idempotent.class)).isTrue();
        assertThat(PRODUCTION.contain(MemoryIdempotencyStore.class)).isTrue();
        assertThat(PRODUCTION.contain(ArchitectureTests.class)).isFalse();
    }

    /**
     * A small library that breaks one rule.
     *
     * @param name its root package, below {@code fixture}
     * @param offenders what the report must name, and nothing else
     */
    private record Fixture(String name, List<String> offenders) {

        Fixture(String name, String... offenders) {
            this(name, List.of(offenders));
        }

        List<String> violationsOf(ArchitectureRules rule) {
            String root = ArchitectureTests.class.getPackageName() + ".fixture." + this.name;
            JavaClasses classes = new ClassFileImporter().importPackages(root);
            return rule.of(root).evaluate(classes).getFailureReport().getDetails();
        }
    }
}
