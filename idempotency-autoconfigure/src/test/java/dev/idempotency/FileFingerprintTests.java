package dev.idempotency;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.UrlResource;
import org.springframework.mock.web.MockMultipartFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FileFingerprintTests {

    /** {@code printf 'abc' | sha256sum}. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final byte[] ABC_BYTES = "abc".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(this.folder.resolve(name), content);
    }

    private static byte[] noise(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    @Test
    void isTheSha256OfTheContentWhateverItComesFrom() throws IOException {
        Path file = file("a.csv", ABC_BYTES);
        FileFingerprint expected = new FileFingerprint("SHA-256", ABC, 3);

        assertThat(FileFingerprint.of(file)).isEqualTo(expected).hasToString("SHA-256:" + ABC);
        assertThat(FileFingerprint.of(file("b.csv", ABC_BYTES))).isEqualTo(expected);
        assertThat(FileFingerprint.of(new FileSystemResource(file))).isEqualTo(expected);
        assertThat(FileFingerprint.of(new UrlResource(file.toUri()))).isEqualTo(expected);
        assertThat(FileFingerprint.of(new ByteArrayResource(ABC_BYTES))).isEqualTo(expected);
        assertThat(FileFingerprint.of(new MockMultipartFile("file", ABC_BYTES).getResource()))
                .isEqualTo(expected);
        assertThat(FileFingerprint.of(file("c.csv", "abd".getBytes(StandardCharsets.UTF_8))))
                .isNotEqualTo(expected);
    }

    @Test
    void isTheSameForContentsOfEveryLength() throws IOException {
        for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 1 << 20, 3_000_000}) {
            byte[] content = noise(size);
            assertThat(FileFingerprint.of(file("file", content)))
                    .isEqualTo(FileFingerprint.of(new ByteArrayResource(content)))
                    .extracting(FileFingerprint::size)
                    .isEqualTo((long) size);
        }
    }

    @Test
    void isOfAFileInAnArchiveToo() throws IOException {
        Path archive = this.folder.resolve("archive.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("a.csv"));
            zip.write(ABC_BYTES);
        }
        try (FileSystem inside = FileSystems.newFileSystem(URI.create("jar:" + archive.toUri()), Map.of())) {
            assertThat(FileFingerprint.of(inside.getPath("a.csv")).hex()).isEqualTo(ABC);
        }
    }

    @Test
    void ofSamplesIsNeverThatOfEverything() throws IOException {
        for (byte[] content : new byte[][] {ABC_BYTES, noise(8 << 20)}) {
            Path file = file("file", content);

            assertThat(FileFingerprint.sampled(file))
                    .isEqualTo(FileFingerprint.sampled(file("copy", content)))
                    .isNotEqualTo(FileFingerprint.of(file));
            assertThat(FileFingerprint.sampled(file).toString()).matches("SHA-256-sampled:[0-9a-f]{64}");
            assertThat(FileFingerprint.sampled(file).hex())
                    .isNotEqualTo(FileFingerprint.of(file).hex());
        }
    }

    /** Keys outlive releases: what was done yesterday must be found today. */
    @Test
    void ofSamplesNeverChanges() throws IOException {
        assertThat(FileFingerprint.sampled(file("file", new byte[(64 << 20) + 17]))
                        .hex())
                .isEqualTo("df42cb180c35f1c9bc5fb7e12cee0cb75d6cd99c5aba01b26d54820de9c58dad");
    }

    @Test
    void ofSamplesSeesTheLengthTheHeadTheTailAndBlocksInBetween() throws IOException {
        byte[] content = noise(16 << 20);
        FileFingerprint unchanged = FileFingerprint.sampled(file("file", content));
        int firstBlock = 1 << 20;
        int lastBlockEnd = (15 << 20) - 1;

        for (int position : new int[] {0, (1 << 20) - 1, firstBlock, lastBlockEnd, 15 << 20, (16 << 20) - 1}) {
            byte[] changed = content.clone();
            changed[position]++;
            assertThat(FileFingerprint.sampled(file("changed", changed)))
                    .as("changed at %d", position)
                    .isNotEqualTo(unchanged);
        }
        byte[] longer = java.util.Arrays.copyOf(content, content.length + 1);
        assertThat(FileFingerprint.sampled(file("longer", longer)).hex()).isNotEqualTo(unchanged.hex());
    }

    /** A large part of such a file may change without any of it being read, so sampling is only for who may bear that. */
    @Test
    void ofSamplesDoesNotSeeWhatLiesBetweenThem() throws IOException {
        byte[] content = noise(16 << 20);
        byte[] changed = content.clone();
        changed[(1 << 20) + (64 << 10)]++;

        assertThat(FileFingerprint.sampled(file("changed", changed)))
                .isEqualTo(FileFingerprint.sampled(file("file", content)));
        assertThat(FileFingerprint.of(file("changed", changed)))
                .isNotEqualTo(FileFingerprint.of(file("file", content)));
    }

    @Test
    void namesWhatIsNoFile() {
        Path missing = this.folder.resolve("missing.csv");
        refuses(() -> FileFingerprint.of(missing), missing.toString(), "it does not exist");
        refuses(() -> FileFingerprint.sampled(missing), missing.toString(), "it does not exist");
        refuses(() -> FileFingerprint.of(new FileSystemResource(missing)), missing.toString(), "it does not exist");
        refuses(() -> FileFingerprint.of(new ClassPathResource("missing.csv")), "missing.csv", "it does not exist");

        refuses(() -> FileFingerprint.of(this.folder), this.folder.toString(), "it is a directory");
        refuses(() -> FileFingerprint.sampled(this.folder), this.folder.toString(), "it is a directory");
        refuses(() -> FileFingerprint.of(new FileSystemResource(this.folder)), "it is a directory");
        refuses(() -> FileFingerprint.of(new ClassPathResource("dev/idempotency")), "it is a directory");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void doesNotReadADeviceThatNeverEnds() {
        refuses(() -> FileFingerprint.of(Path.of("/dev/zero")), "/dev/zero", "it is no regular file");
    }

    @Test
    void refusesAStreamThatNobodyCouldReadAfterwards() throws IOException {
        InputStream stream = new ByteArrayInputStream(ABC_BYTES);
        refuses(() -> FileFingerprint.of(new InputStreamResource(stream)), "it can be read only once");
        assertThat(stream.available()).isEqualTo(3);
    }

    @Test
    void refusesNoFile() {
        refuses(() -> FileFingerprint.of((Path) nothing()), "it is null");
        refuses(() -> FileFingerprint.of((ByteArrayResource) nothing()), "it is null");
        refuses(() -> FileFingerprint.sampled(nothing()), "it is null");
    }

    @Test
    void refusesToBeMadeOfWhatIsNoDigest() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FileFingerprint(" ", ABC, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new FileFingerprint("SHA-256", "", 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new FileFingerprint("SHA-256", "a:b", 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new FileFingerprint("SHA-256", ABC, -1));
    }

    private static void refuses(Runnable fingerprinting, String... message) {
        assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                .isThrownBy(fingerprinting::run)
                .withMessageContainingAll(message);
    }

    /** What an argument may be at run time, whatever is declared. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
