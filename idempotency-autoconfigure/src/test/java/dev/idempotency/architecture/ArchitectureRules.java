package dev.idempotency.architecture;

import java.time.Clock;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of the house. Each is a function of the root package, so that it can be tried on a broken fixture that
 * mimics our packages below a root of its own.
 *
 * <p>No rule allows an empty {@code should}: each selects from packages that always exist, so that a rule which
 * has come to look at nothing fails. Packages that do not exist yet are simply members of a larger selection.
 */
enum ArchitectureRules {
    PACKAGES_HAVE_NO_CYCLES(root -> slices().assignedFrom(root.eachPackage())
            .should()
            .beFreeOfCycles()
            .because("a package that can be read alone can be changed alone")),

    ROOT_SEES_NO_TECHNOLOGY(root -> classes()
            .that(resideInAPackage(root.name()))
            .should()
            .onlyDependOnClassesThat(root.neutralClasses(
                    "org.springframework.core..",
                    "org.springframework.util",
                    "org.springframework.context",
                    "org.springframework.context.event"))
            .because("every application imports it, whatever it stores in")),

    ENGINE_SEES_NO_TECHNOLOGY(root -> classes()
            .that(resideInAPackage(root.at("engine..")))
            .should()
            .onlyDependOnClassesThat(root.neutralClasses())
            .because("every store and every entry shares it")),

    TECHNOLOGIES_DO_NOT_SEE_EACH_OTHER(root -> slices().assignedFrom(root.eachTechnology())
            .should()
            .notDependOnEachOther()
            .because("an application has the libraries of those that it uses, not of all")),

    ONLY_THE_WIRING_SEES_TECHNOLOGIES(root -> noClasses()
            .that(DescribedPredicate.not(root.technologies().or(root.wiring()))
                    .as("are neither wiring nor of a technology"))
            .should()
            .dependOnClassesThat(root.technologies())
            .because("whoever needs a store takes the interface")),

    WHAT_A_TECHNOLOGY_SHARES_STAYS_WITH_IT(root -> classes()
            .that(root.shared())
            .should(beUsedByTheirTechnologyOnly(root))
            .because("a store and the locks beside it need the same connections, and nobody else needs them")),

    NOTHING_DEPENDS_ON_THE_WIRING(root -> noClasses()
            .that(DescribedPredicate.not(root.wiring()))
            .should()
            .dependOnClassesThat(root.wiring())
            .because("it is replaced, bean by bean, by what an application declares")),

    BOOT_STAYS_AT_THE_EDGE(root -> noClasses()
            .that(DescribedPredicate.not(
                    resideInAnyPackage(root.at("autoconfigure.."), root.at("actuate.."), root.at("dashboard.."))))
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.springframework.boot.."))
            .because("Boot moves its types between minor versions")),

    TIME_IS_READ_IN_ONE_PLACE(root -> noClasses()
            .that(DescribedPredicate.not(root.isOneOf(WallClock.HOLDERS)).as("do not hold the clock"))
            .should()
            .accessTargetWhere(WallClock.READS)
            .because("the store's clock decides, and tests must be able to move ours")),

    PACKAGES_ARE_NULL_MARKED(
            root -> classes().should(resideInANullMarkedPackage()).because("NullAway looks at nothing else")),

    TECHNOLOGIES_SHOW_ONE_CLASS(root -> classes()
            .that(root.technologiesOf("store", "lock", "statistics", "registry"))
            .should(beTheOnlyPublicClassOfTheirPackage(root))
            .because("what is public is there for good")),

    NO_POLYMORPHIC_TYPING(root -> noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "tools.jackson.databind.jsontype..", "com.fasterxml.jackson.databind.jsontype..")
                    .or(DescribedPredicate.describe(
                            "are @JsonTypeInfo",
                            type -> type.getName().startsWith("com.fasterxml.jackson.annotation.JsonTypeInfo"))))
            .orShould()
            .accessTargetWhere(DescribedPredicate.describe(
                    "it switches default typing on",
                    access -> access.getTarget().getName().contains("DefaultTyping")))
            .because("a stored result must never choose the class that it becomes")),

    NAMES_SAY_WHAT_A_CLASS_IS(root -> noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)")
            .because("such a name fits everything, so it says nothing")),

    /** A process that is started for a report has nowhere else to put it. */
    NOTHING_IS_PRINTED(root -> noClasses()
            .that(DescribedPredicate.not(root.isOneOf(Set.of("autoconfigure.StandardOutput")))
                    .as("are not the output of a validation run"))
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
            .because("the application decides where its log goes")),

    THREAD_LOCALS_ARE_PRIVATE_CONSTANTS(root -> noFields()
            .that(DescribedPredicate.not(ArchitectureRules.isPrivateConstant()))
            .should()
            .haveRawType(JavaClass.Predicates.assignableTo(ThreadLocal.class))
            .because("one per instance leaks, and one that others reach is never cleared"));

    @SuppressWarnings("ImmutableEnumChecker") // a lambda that captures nothing
    private final Function<Root, ArchRule> rule;

    ArchitectureRules(Function<Root, ArchRule> rule) {
        this.rule = rule;
    }

    /** This rule for the packages at and below {@code root}. */
    ArchRule of(String root) {
        return this.rule.apply(new Root(root));
    }

    private static DescribedPredicate<JavaField> isPrivateConstant() {
        return DescribedPredicate.describe(
                "are private static final",
                field -> field.getModifiers()
                        .containsAll(Set.of(JavaModifier.PRIVATE, JavaModifier.STATIC, JavaModifier.FINAL)));
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return condition("reside in a package whose package-info is @NullMarked", (type, events) -> {
            boolean marked = type.getPackage()
                    .tryGetPackageInfo()
                    .filter(info -> info.isAnnotatedWith(NullMarked.class))
                    .isPresent();
            events.add(new SimpleConditionEvent(
                    type, marked, type.getName() + " resides in a package without a @NullMarked package-info"));
        });
    }

    private static ArchCondition<JavaClass> beUsedByTheirTechnologyOnly(Root root) {
        return condition("be used by their technology only", (type, events) -> {
            Set<String> users = root.usersOf(type);
            type.getDirectDependenciesToSelf()
                    .forEach(use -> events.add(new SimpleConditionEvent(
                            use, users.contains(use.getOriginClass().getPackageName()), use.getDescription())));
        });
    }

    private static ArchCondition<JavaClass> beTheOnlyPublicClassOfTheirPackage(Root root) {
        return condition("be the only public class of their package", (type, events) -> {
            List<String> shown = type.getPackage().getClasses().stream()
                    .filter(neighbour -> isShown(neighbour, root))
                    .map(JavaClass::getName)
                    .sorted()
                    .toList();
            boolean alone = !isShown(type, root) || shown.size() == 1;
            events.add(new SimpleConditionEvent(
                    type, alone, type.getName() + " is not the only public class of its package: " + shown));
        });
    }

    private static boolean isShown(JavaClass type, Root root) {
        return type.isTopLevelClass()
                && !type.isArray()
                && type.getModifiers().contains(JavaModifier.PUBLIC)
                && !isSecond(type, root);
    }

    /** The few classes that may be public beside a technology's one. */
    private static boolean isSecond(JavaClass type, Root root) {
        return root.isOneOf(Set.of("store.jdbc.IdempotencySchemaInitializer")).test(type)
                || (type.getPackageName().equals(root.at("store.jdbc")) && type.isAssignableTo(Throwable.class));
    }

    private static ArchCondition<JavaClass> condition(String description, Check check) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.on(type, events);
            }
        };
    }

    @FunctionalInterface
    private interface Check {

        void on(JavaClass type, ConditionEvents events);
    }

    /** The package that a set of rules is about, and the parts of it that they speak of. */
    private record Root(String name) {

        private static final Set<String> FAMILIES = Set.of("store", "lock", "statistics", "registry");
        private static final Set<String> ADAPTERS = Set.of("metrics", "actuate", "dashboard");

        /** What is shared by the packages of one technology, and by which. */
        private static final Map<String, Set<String>> SHARED = Map.of(
                "jdbc", Set.of("jdbc", "store.jdbc", "lock.jdbc", "lock.postgres", "statistics.jdbc", "registry.jdbc"),
                "redis", Set.of("redis", "store.redis", "lock.redis", "statistics.redis", "registry.redis"));

        String at(String relative) {
            return this.name + "." + relative;
        }

        /** Lists what is allowed, since what is not has no end. */
        DescribedPredicate<JavaClass> neutralClasses(String... others) {
            List<String> allowed = Stream.concat(
                            Stream.of("java..", "org.jspecify.annotations", "org.slf4j", this.name),
                            Stream.of("engine..", "store", "lock", "key..", "result..")
                                    .map(this::at))
                    .toList();
            return resideInAnyPackage(allowed.toArray(String[]::new))
                    .or(resideInAnyPackage(others))
                    .and(DescribedPredicate.not(resideInAPackage("java.sql..")))
                    .as("reside in a package of %s %s", allowed, List.of(others));
        }

        DescribedPredicate<JavaClass> wiring() {
            return resideInAnyPackage(at("autoconfigure..")).as("are wiring");
        }

        DescribedPredicate<JavaClass> technologies() {
            return DescribedPredicate.describe(
                    "are of a technology", type -> technologyOf(type).isPresent());
        }

        DescribedPredicate<JavaClass> technologiesOf(String... families) {
            return DescribedPredicate.describe(
                    "are of a technology of " + String.join(", ", families),
                    type -> technologyOf(type)
                            .filter(technology -> Set.of(families).contains(first(technology)))
                            .isPresent());
        }

        DescribedPredicate<JavaClass> shared() {
            return resideInAnyPackage(SHARED.keySet().stream().map(this::at).toArray(String[]::new));
        }

        Set<String> usersOf(JavaClass shared) {
            String relative = shared.getPackageName().substring(at("").length());
            return Objects.requireNonNull(SHARED.get(relative)).stream()
                    .map(this::at)
                    .collect(Collectors.toSet());
        }

        DescribedPredicate<JavaClass> isOneOf(Set<String> relativeNames) {
            return DescribedPredicate.describe(
                    "are one of " + relativeNames,
                    type -> relativeNames.stream().map(this::at).anyMatch(type.getName()::equals));
        }

        SliceAssignment eachPackage() {
            return assignment("each package", type -> Optional.of(type.getPackageName()));
        }

        SliceAssignment eachTechnology() {
            return assignment("each technology", this::technologyOf);
        }

        /** {@code store.jdbc} for everything at or below it, {@code metrics} likewise; empty for what is neutral. */
        private Optional<String> technologyOf(JavaClass type) {
            if (!type.getPackageName().startsWith(at(""))) {
                return Optional.empty();
            }
            String[] parts = type.getPackageName().substring(at("").length()).split("\\.", -1);
            if (FAMILIES.contains(parts[0]) && parts.length > 1) {
                return Optional.of(parts[0] + "." + parts[1]);
            }
            return ADAPTERS.contains(parts[0]) ? Optional.of(parts[0]) : Optional.empty();
        }

        private static String first(String technology) {
            return technology.split("\\.", -1)[0];
        }

        private static SliceAssignment assignment(
                String description, Function<JavaClass, Optional<String>> identifier) {
            return new SliceAssignment() {
                @Override
                public SliceIdentifier getIdentifierOf(JavaClass type) {
                    return identifier.apply(type).map(SliceIdentifier::of).orElseGet(SliceIdentifier::ignore);
                }

                @Override
                public String getDescription() {
                    return description;
                }
            };
        }
    }

    private static final class WallClock {

        /** The classes that may read the time of day; everything else is given an {@code InstantSource}. */
        static final Set<String> HOLDERS = Set.of("engine.WallClock");

        /** {@code Instant.now(clock)} is fine, and so is {@code System.nanoTime()}: neither knows the time of day. */
        static final DescribedPredicate<JavaAccess<?>> READS =
                DescribedPredicate.describe("it reads the time of day", access -> isRead(access.getTarget()));

        private static boolean isRead(AccessTarget target) {
            if (!(target instanceof AccessTarget.CodeUnitAccessTarget called)) {
                return false;
            }
            JavaClass owner = called.getOwner();
            boolean withoutArguments = called.getRawParameterTypes().isEmpty();
            return switch (called.getName()) {
                case "now" ->
                    owner.getPackageName().startsWith("java.time")
                            && called.getRawParameterTypes().stream()
                                    .noneMatch(type -> type.isEquivalentTo(Clock.class));
                case "system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes" ->
                    owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class);
                case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
                case "getInstance" -> owner.isAssignableTo(Calendar.class);
                case "<init>" ->
                    (owner.isEquivalentTo(Date.class) && withoutArguments)
                            || owner.isEquivalentTo(GregorianCalendar.class);
                default -> false;
            };
        }
    }
}
