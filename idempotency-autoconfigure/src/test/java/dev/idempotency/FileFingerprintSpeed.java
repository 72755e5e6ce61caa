package dev.idempotency;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Measures how fast fingerprints are made of a file of 1 GiB in the temporary folder, which it deletes afterwards. From
 * {@code idempotency-autoconfigure}:
 *
 * <pre>{@code
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -cp target/classes:target/test-classes:$(cat target/classpath) dev.idempotency.FileFingerprintSpeed
 * }</pre>
 */
final class FileFingerprintSpeed {

    private static final int MEBIBYTE = 1 << 20;
    private static final int ROUNDS = 5;

    private FileFingerprintSpeed() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Files.createTempFile("fingerprint", ".bin");
        try {
            byte[] noise = new byte[MEBIBYTE];
            new Random(1).nextBytes(noise);
            try (OutputStream stream = Files.newOutputStream(file)) {
                for (int i = 0; i < 1024; i++) {
                    stream.write(noise);
                }
            }
            for (int i = 0; i < ROUNDS; i++) {
                long start = System.nanoTime();
                long size = FileFingerprint.of(file).size();
                long middle = System.nanoTime();
                long sampled = FileFingerprint.sampled(file).size();
                long end = System.nanoTime();
                System.out.printf(
                        "of: %.0f MB/s   sampled: %.1f ms, %.0f MB/s of the file's length%n",
                        size * 1e3 / (middle - start), (end - middle) / 1e6, sampled * 1e3 / (end - middle));
            }
        } finally {
            Files.delete(file);
        }
    }
}
