package dev.idempotency.architecture;

import java.util.List;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

/** A test class whose name Surefire does not look for is a test that nobody runs, and nobody notices. */
class EveryTestIsRunTests {

    private static final String FIXTURE = EveryTestIsRunTests.class.getPackageName() + ".fixture";

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("dev.idempotency");

    /** Their nested classes must fail, so they run them themselves. */
    private static final List<String> NEGATIVE_CONTROLS = List.of(
            "dev.idempotency.store.memory.BrokenStoreTests$", "dev.idempotency.lock.memory.BrokenLockProviderTests$");

    /** {@code *IT} is what Failsafe looks for, and no module binds Failsafe: such a class would not be run either. */
    private static final ArchRule EVERY_TEST_IS_RUN = classes()
            .that(DescribedPredicate.describe("have tests", EveryTestIsRunTests::hasTests))
            .should(be(DescribedPredicate.describe(
                    "found by Surefire: *Tests at the top level, @Nested below", EveryTestIsRunTests::isFound)));

    @Test
    void everyTestClassIsFoundBySurefire() {
        EVERY_TEST_IS_RUN.check(TESTS.that(DescribedPredicate.not(resideInAPackage(FIXTURE + ".."))));
    }

    /** Nested, so that the rule has a nested class to accept. */
    @Nested
    class Proof {

        @Test
        void aTestClassThatSurefireDoesNotFindIsNamed() {
            JavaClasses silent = new ClassFileImporter().importPackages(FIXTURE + ".silent");

            List<String> violations =
                    EVERY_TEST_IS_RUN.evaluate(silent).getFailureReport().getDetails();

            assertThat(violations)
                    .hasSize(4)
                    .anyMatch(violation -> violation.contains("ChecksThatAreNeverRun"))
                    .anyMatch(violation -> violation.contains("NeverRunTest"))
                    .anyMatch(violation -> violation.contains("NeverRunBackend"))
                    .anyMatch(violation -> violation.contains("NestingTests$IsNotNested"));
        }

        @Test
        void theTestsOfThisVeryClassAreLookedAt() {
            assertThat(TESTS.contain(EveryTestIsRunTests.class)).isTrue();
            assertThat(hasTests(TESTS.get(EveryTestIsRunTests.class))).isTrue();
            assertThat(hasTests(TESTS.get(Proof.class))).isTrue();
        }
    }

    private static boolean hasTests(JavaClass type) {
        return !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && NEGATIVE_CONTROLS.stream().noneMatch(type.getName()::startsWith)
                && type.getAllMethods().stream().anyMatch(method -> method.isMetaAnnotatedWith(Testable.class));
    }

    private static boolean isFound(JavaClass type) {
        return type.getEnclosingClass()
                .map(outer -> type.isAnnotatedWith(Nested.class) && isFound(outer))
                .orElseGet(() -> type.getSimpleName().endsWith("Tests"));
    }
}
