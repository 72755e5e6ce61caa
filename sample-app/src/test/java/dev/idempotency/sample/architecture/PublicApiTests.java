package dev.idempotency.sample.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

import dev.idempotency.sample.SampleApplication;
import dev.idempotency.sample.architecture.broken.ReachesIntoTheEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PublicApiTests {

    private static final JavaClasses SAMPLE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackagesOf(SampleApplication.class);

    private static final ArchRule ONLY_THE_ROOT_PACKAGE = ArchRuleDefinition.noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "belong to the library, but not to its root package", PublicApiTests::isInternal));

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith("dev.idempotency.")
                && !type.getPackageName().startsWith(SampleApplication.class.getPackageName());
    }

    @Test
    void theSampleNeedsNothingButTheRootPackage() {
        ONLY_THE_ROOT_PACKAGE.check(SAMPLE);
    }

    @Test
    void theRuleLooksAtTheWholeSample() {
        assertThat(SAMPLE)
                .extracting(JavaClass::getSimpleName)
                .contains(
                        "ReportService",
                        "AlertService",
                        "JobCloser",
                        "TicketEscalation",
                        "MaintenanceJobs",
                        "ReminderService",
                        "PayrollService",
                        "LogCleanup",
                        "TokenReport",
                        "FieldEventHandler",
                        "FileService");
    }

    @Test
    void theRuleCanFail() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        ONLY_THE_ROOT_PACKAGE.check(new ClassFileImporter().importClasses(ReachesIntoTheEngine.class)))
                .withMessageContaining("IdempotencyEngine");
    }
}
