package dev.idempotency.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThatIOException;

/** What was read of a file that changed its length meanwhile is the content of no file. */
class FileDigestTests {

    private static final int SIZE = 16 << 20;

    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Digesting {

        FileDigest of(SeekableByteChannel channel) throws IOException;
    }

    private void refuses(Digesting digesting, int newSize, String message) throws IOException {
        Path file = Files.write(this.folder.resolve("file"), new byte[SIZE]);
        try (SeekableByteChannel channel = new ResizedWhenFirstRead(file, newSize)) {
            assertThatIOException().isThrownBy(() -> digesting.of(channel)).withMessageContaining(message);
        }
    }

    @Test
    void refusesAFileThatGrowsWhileItIsRead() throws IOException {
        String message = "it changed while it was read, from a length of " + SIZE + " bytes to " + (SIZE + 1);
        refuses(FileDigest::of, SIZE + 1, message);
        refuses(FileDigest::sampled, SIZE + 1, message);
    }

    @Test
    void refusesAFileThatShrinksWhileItIsRead() throws IOException {
        refuses(FileDigest::of, SIZE / 2, "it became shorter while it was read");
        refuses(FileDigest::sampled, SIZE / 2, "it became shorter while it was read");
        refuses(FileDigest::sampled, SIZE - 1, "it became shorter while it was read");
    }

    @Test
    void refusesAResourceWhoseFileGrowsWhileItIsRead() throws IOException {
        Path file = Files.write(this.folder.resolve("file"), new byte[SIZE]);
        FileSystemResource growing = new FileSystemResource(file) {

            @Override
            public InputStream getInputStream() throws IOException {
                InputStream stream = super.getInputStream();
                Files.write(file, new byte[1], StandardOpenOption.APPEND);
                return stream;
            }
        };
        assertThatIOException().isThrownBy(() -> FileDigest.of(growing)).withMessageContaining("to " + (SIZE + 1));
    }

    private static final class ResizedWhenFirstRead implements SeekableByteChannel {

        private final FileChannel channel;
        private final int newSize;
        private boolean resized;

        ResizedWhenFirstRead(Path file, int newSize) throws IOException {
            this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            this.newSize = newSize;
        }

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            int read = this.channel.read(buffer);
            if (!this.resized) {
                this.resized = true;
                this.channel.truncate(this.newSize);
                if (this.newSize > SIZE) {
                    this.channel.write(ByteBuffer.allocate(this.newSize - SIZE), SIZE);
                }
            }
            return read;
        }

        @Override
        public int write(ByteBuffer buffer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() throws IOException {
            return this.channel.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            this.channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return this.channel.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return this.channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            this.channel.close();
        }
    }
}
