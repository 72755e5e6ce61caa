package dev.idempotency.guide;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.json.JsonMapper;

import dev.idempotency.aop.IdempotentApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The guide shows code that compiles and settings that can be set, and all of its examples are tested. */
class GuideTests {

    private static final String EXAMPLE = "example: ";

    /** Above settings that need what this test has not, with the reason. They are still looked up by name. */
    private static final String NOT_STARTED = "not started: ";

    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

    private static final Path ROOT = root(Path.of("").toAbsolutePath());

    private static Path root(Path from) {
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("README.md")) && Files.isDirectory(folder.resolve("docs"))) {
                return folder;
            }
        }
        throw new IllegalStateException("No folder above " + from + " has both README.md and docs");
    }

    private static List<GuidePage> pages() {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted())
                    .filter(file -> file.toString().endsWith(".md"))
                    .map(file -> new GuidePage(ROOT.relativize(file).toString().replace('\\', '/'), linesOf(file)))
                    .toList();
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static ExampleRegions regions() {
        Path sources = ROOT.resolve("idempotency-autoconfigure/src/test/java/dev/idempotency/guide");
        ExampleRegions regions = new ExampleRegions();
        try (Stream<Path> files = Files.list(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> regions.add(file.getFileName().toString(), linesOf(file)));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return regions;
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Stream<GuidePage.Block> blocks(String language) {
        return pages().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals(language));
    }

    @Test
    void showsExamplesAsTheyAreCompiled() {
        assertThat(blocks("java")).isNotEmpty();
        ExampleRegions regions = regions();
        assertThat(blocks("java").map(block -> problemOf(block, regions)).filter(problem -> problem != null))
                .isEmpty();
    }

    private static @Nullable String problemOf(GuidePage.Block block, ExampleRegions regions) {
        String region = regionOf(block);
        if (region == null) {
            return block.where() + " shows Java without <!-- example: File.java#region --> in the line above it";
        }
        String code = regions.find(region);
        if (code == null) {
            return block.where() + " shows " + region + ", which is none of the regions " + regions.names();
        }
        return code.equals(block.code())
                ? null
                : block.where() + " is not what is compiled as " + region + "; that is\n" + code;
    }

    private static @Nullable String regionOf(GuidePage.Block block) {
        return block.comment() != null && block.comment().startsWith(EXAMPLE)
                ? block.comment().substring(EXAMPLE.length())
                : null;
    }

    @Test
    void showsEveryExample() {
        Set<String> unused = regions().names();
        blocks("java").map(GuideTests::regionOf).forEach(unused::remove);
        assertThat(unused).as("regions that no page shows").isEmpty();
    }

    @Test
    void namesTheLanguageOfEveryBlock() {
        assertThat(pages().stream()
                        .flatMap(page -> page.blocks().stream())
                        .filter(block -> block.language().isEmpty())
                        .map(GuidePage.Block::where))
                .as("blocks that may be Java or YAML, and would not be checked")
                .isEmpty();
    }

    @Test
    void linksToFilesThatExist() {
        List<String> broken = new ArrayList<>();
        for (GuidePage page : pages()) {
            for (int i = 0; i < page.lines().size(); i++) {
                Matcher link = LINK.matcher(page.lines().get(i));
                while (link.find()) {
                    if (!Files.exists(ROOT.resolve(page.name()).resolveSibling(link.group(1)))) {
                        broken.add(page.where(i) + " links to " + link.group(1));
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static Stream<GuidePage.Block> settings() {
        return blocks("yaml")
                .filter(block ->
                        block.code().startsWith("idempotency:") || block.code().contains("\nidempotency:"));
    }

    @TestFactory
    Stream<DynamicTest> startsWithTheSettingsItShows() {
        List<GuidePage.Block> started = settings()
                .filter(block -> block.comment() == null || !block.comment().startsWith(NOT_STARTED))
                .toList();
        assertThat(started).isNotEmpty();
        return started.stream().map(block -> DynamicTest.dynamicTest(block.where(), () -> assertStarts(block)));
    }

    private static void assertStarts(GuidePage.Block block) {
        IdempotentApplication.withDatabase("jdbc:h2:mem:" + UUID.randomUUID())
                .withInitializer(context ->
                        propertiesOf(block).forEach(context.getEnvironment().getPropertySources()::addFirst))
                .run(context -> assertThat(context.getStartupFailure())
                        .as("what keeps an application with the settings of %s from starting", block.where())
                        .isNull());
    }

    private static List<PropertySource<?>> propertiesOf(GuidePage.Block block) {
        try {
            return new YamlPropertySourceLoader()
                    .load(block.where(), new ByteArrayResource(block.code().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    void namesPropertiesThatExist() throws IOException {
        Set<String> known = knownProperties();
        assertThat(known).contains("idempotency.namespace");
        assertThat(settings().flatMap(block -> unknownIn(block, known))).isEmpty();
    }

    /** Spring ignores what it does not know, so a start does not find these. */
    private static Stream<String> unknownIn(GuidePage.Block block, Set<String> known) {
        return propertiesOf(block).stream()
                .flatMap(source -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .filter(name -> name.startsWith("idempotency."))
                .filter(name -> !known.contains(settingOf(name)))
                .map(name -> block.where() + " sets " + name + ", which does not exist");
    }

    /** Tasks, categories and schedules have names of their own; the first two take the settings that the defaults have. */
    private static String settingOf(String property) {
        if (property.startsWith("idempotency.schedules.resources.")) {
            return "idempotency.schedules.resources";
        }
        boolean ofTasks = property.startsWith("idempotency.tasks.") || property.startsWith("idempotency.categories.");
        String setting = property.substring(property.lastIndexOf('.') + 1);
        return ofTasks ? "idempotency.defaults." + setting : property;
    }

    private static Set<String> knownProperties() throws IOException {
        try (InputStream metadata =
                GuideTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(metadata).isNotNull();
            return StreamSupport.stream(
                            new JsonMapper()
                                    .readTree(metadata)
                                    .get("properties")
                                    .spliterator(),
                            false)
                    .map(property -> property.get("name").asString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The checks find what they are there for. */
    @Nested
    class Proof {

        private final ExampleRegions regions = new ExampleRegions();

        private static GuidePage.Block block(String... lines) {
            return new GuidePage("docs/page.md", List.of(lines)).blocks().get(0);
        }

        private void withSource(String... lines) {
            this.regions.add("A.java", List.of(lines));
        }

        @Test
        void aRegionIsShownWithoutItsIndentation() {
            withSource("    // tag::a", "    if (true) {", "", "        act();", "    }", "    // end::a");
            assertThat(problemOf(
                            block("<!-- example: A.java#a -->", "```java", "if (true) {", "", "    act();", "}", "```"),
                            this.regions))
                    .isNull();
        }

        @Test
        void aBlockThatIsNoRegionIsNamedWithItsLine() {
            withSource("// tag::a", "act();", "// end::a");
            assertThat(problemOf(block("Text.", "", "```java", "act();", "```"), this.regions))
                    .startsWith("docs/page.md:3 shows Java without");
            assertThat(problemOf(block("<!-- example: A.java#b -->", "```java", "act();", "```"), this.regions))
                    .startsWith("docs/page.md:2 shows A.java#b, which is none");
            assertThat(problemOf(block("<!-- example: A.java#a -->", "```java", "act(1);", "```"), this.regions))
                    .startsWith("docs/page.md:2 is not what is compiled as A.java#a")
                    .endsWith("\nact();");
        }

        @Test
        void aRegionThatIsNotEndedIsNamedWithItsLine() {
            List<Consumer<ExampleRegions>> broken = List.of(
                    regions -> regions.add("A.java", List.of("// tag::a", "act();")),
                    regions -> regions.add("A.java", List.of("// tag::a", "// tag::b")),
                    regions -> regions.add("A.java", List.of("act();", "// end::a")),
                    regions -> regions.add("A.java", List.of("// tag::a", "// end::a", "// tag::a", "// end::a")));
            assertThat(broken)
                    .allSatisfy(adding -> assertThatIllegalArgumentException()
                            .isThrownBy(() -> adding.accept(new ExampleRegions()))
                            .withMessageStartingWith("A.java:"));
        }

        @Test
        void aPropertyThatDoesNotExistIsNamed() throws IOException {
            GuidePage.Block block = block(
                    "```yaml",
                    "idempotency:",
                    "  name-space: shop",
                    "  defaults: { lease: 1m, leese: 1m }",
                    "  tasks:",
                    "    Payroll.pay: { ttl: 1d }",
                    "  categories:",
                    "    mine: { time-to-live: 1d }",
                    "```");
            assertThat(unknownIn(block, knownProperties()))
                    .containsExactlyInAnyOrder(
                            "docs/page.md:1 sets idempotency.name-space, which does not exist",
                            "docs/page.md:1 sets idempotency.defaults.leese, which does not exist",
                            "docs/page.md:1 sets idempotency.categories.mine.time-to-live, which does not exist");
        }
    }
}
