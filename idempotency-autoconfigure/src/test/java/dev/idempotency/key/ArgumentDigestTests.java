package dev.idempotency.key;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.mock.web.MockMultipartFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ArgumentDigestTests {

    private final ArgumentDigest digest = new ArgumentDigest();

    private String of(@Nullable Object... arguments) {
        return this.digest.of(arguments);
    }

    /** Keys outlive releases: what was digested yesterday must be found today. */
    @Test
    void neverChanges() {
        assertThat(of("a", 1, null, List.of(true), new Order("x", Set.of(2, 1))))
                .isEqualTo(EXPECTED);
    }

    @Test
    void neverChangesForAFile(@TempDir Path folder) throws IOException {
        assertThat(of(Files.writeString(folder.resolve("file"), "same")))
                .isEqualTo("d4091622c8d1c3635390053a1d2f07e45bd32bc1d6c05b978f5cee41140f5275");
    }

    private static final String EXPECTED = "19f4d6c7bad2ba52276cdd760f6c46a9216531d8a8005923c5d9f5e31a6542d5";

    @Test
    void tellsArgumentsApart() {
        assertThat(List.of(
                        of(),
                        of((Object) null),
                        of("a", "bc"),
                        of("ab", "c"),
                        of("abc"),
                        of("1"),
                        of(1),
                        of("null"),
                        of(List.of()),
                        of(List.of("a"), "b"),
                        of(List.of("a", "b")),
                        of(Map.of("a", "b")),
                        of(new BigDecimal("1.0")),
                        of(Instant.EPOCH)))
                .doesNotHaveDuplicates();
    }

    @Test
    void doesNotMindTheOrderOfMapsAndSetsAtAnyDepth() {
        Map<String, Object> forwards = new LinkedHashMap<>();
        forwards.put("a", new LinkedHashSet<>(List.of(1, 2)));
        forwards.put("b", new Order("x", new LinkedHashSet<>(List.of(3, 4))));
        Map<String, Object> backwards = new LinkedHashMap<>();
        backwards.put("b", new Order("x", new LinkedHashSet<>(List.of(4, 3))));
        backwards.put("a", new LinkedHashSet<>(List.of(2, 1)));

        assertThat(of(forwards)).isEqualTo(of(backwards));
        assertThat(of(List.of(1, 2))).isNotEqualTo(of(List.of(2, 1)));
    }

    @Test
    void digestsAFileByItsContentNeverByItsName(@TempDir Path folder) throws IOException {
        Path first = Files.writeString(folder.resolve("first.csv"), "same");
        Path second = Files.writeString(folder.resolve("second.csv"), "same");
        MockMultipartFile upload =
                new MockMultipartFile("file", "third.csv", "text/csv", "same".getBytes(StandardCharsets.UTF_8));
        Path other = Files.writeString(folder.resolve("other.csv"), "different");

        assertThat(of(first))
                .isEqualTo(of(second))
                .isEqualTo(of(first.toFile()))
                .isEqualTo(of(new ByteArrayResource("same".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(of(upload))
                .isEqualTo(of(upload.getResource()))
                .isNotEqualTo(of(other));
        assertThat(of(List.of(first))).isEqualTo(of(List.of(second)));
        assertThat(of(first)).isNotEqualTo(of("same"));
    }

    @Test
    void saysWhichFileCannotBeReadAndWhy(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        for (Object unreadable : List.of(missing, missing.toFile(), new FileSystemResource(missing))) {
            assertThatExceptionOfType(UndigestableArgumentException.class)
                    .isThrownBy(() -> of("fine", unreadable))
                    .withMessageContaining("argument 1 is a file that cannot be read")
                    .withMessageContainingAll(missing.toString(), ": it does not exist");
        }
        for (Object directory : List.of(folder, folder.toFile(), new FileSystemResource(folder))) {
            assertThatExceptionOfType(UndigestableArgumentException.class)
                    .isThrownBy(() -> of(directory))
                    .withMessageContainingAll(folder.toString(), ": it is a directory");
        }
    }

    @Test
    void refusesAStreamThatNobodyCouldReadAfterwards() {
        InputStreamResource stream = new InputStreamResource(new ByteArrayInputStream(new byte[1]));
        assertThatExceptionOfType(UndigestableArgumentException.class)
                .isThrownBy(() -> of(stream))
                .withMessageContaining("it can be read only once");
    }

    @Test
    void refusesWhatHasNoContentAtAnyDepth() {
        for (Object odd : List.<Object>of(
                new ByteArrayInputStream(new byte[1]),
                Thread.currentThread(),
                List.of(Thread.currentThread()),
                Map.of("thread", Thread.currentThread()),
                (Runnable) () -> {},
                new Object())) {
            assertThatExceptionOfType(UndigestableArgumentException.class)
                    .isThrownBy(() -> of(odd))
                    .withMessageContaining("argument 0");
        }
    }

    record Order(String id, Set<Integer> lines) {}
}
