package dev.idempotency.key;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;

import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.InputStreamSource;
import org.springframework.core.io.Resource;

/**
 * The SHA-256 of a file's content, or of samples of it. A file that changes in length while it is read is an error: what
 * was read is the content of no file that ever was.
 *
 * <p>Messages of the exceptions say what is wrong with the file, not which file it is: the caller knows.
 *
 * @param algorithm what was digested, and how
 * @param hex the digest in hexadecimal
 * @param size the length of the file in bytes
 */
public record FileDigest(String algorithm, String hex, long size) {

    /** The digest of the whole content. */
    public static final String FULL = "SHA-256";

    /** The digest of the length and of samples; another layout of the samples would need another name. */
    public static final String SAMPLED = "SHA-256-sampled";

    /** How much of the head, and of the tail, of a file is sampled. */
    static final int EDGE_SIZE = 1 << 20;

    /** How many blocks between head and tail are sampled. */
    static final int BLOCKS = 64;

    static final int BLOCK_SIZE = 64 << 10;

    private static final long SAMPLES_SIZE = 2L * EDGE_SIZE + (long) BLOCKS * BLOCK_SIZE;

    private static final int BUFFER_SIZE = 64 << 10;

    /** Digests all of a file. */
    public static FileDigest of(Path file) throws IOException {
        try (SeekableByteChannel channel = opened(file)) {
            return of(channel);
        }
    }

    /** Digests all that a source gives; one that can be read only once is refused, since nobody could read it after. */
    public static FileDigest of(InputStreamSource source) throws IOException {
        if (!(source instanceof Resource resource)) {
            return ofStream(source);
        }
        if (resource instanceof InputStreamResource) {
            throw new IOException("it can be read only once, and then nothing would be left for the method");
        }
        if (!resource.isFile()) {
            return ofStream(resource);
        }
        Path file = resource.getFilePath();
        long before = sizeOf(file);
        FileDigest digest = ofStream(resource);
        requireUnchanged(before, sizeOf(file));
        return digest;
    }

    /**
     * Digests the length of a file, its first and last MiB, and 64 blocks of 64 KiB that are evenly spaced in between;
     * of a file that is no larger than these, everything.
     */
    public static FileDigest sampled(Path file) throws IOException {
        try (SeekableByteChannel channel = opened(file)) {
            return sampled(channel);
        } catch (UnsupportedOperationException ex) {
            throw new IOException("its file system cannot read from the middle of a file", ex);
        }
    }

    static FileDigest of(SeekableByteChannel channel) throws IOException {
        long size = channel.size();
        MessageDigest digest = Sha256.start();
        update(digest, channel, size);
        requireUnchanged(size, channel.size());
        return of(FULL, digest, size);
    }

    static FileDigest sampled(SeekableByteChannel channel) throws IOException {
        long size = channel.size();
        MessageDigest digest = Sha256.start();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).array());
        if (size <= SAMPLES_SIZE) {
            update(digest, channel, size);
        } else {
            update(digest, channel, EDGE_SIZE);
            long lastBlock = size - 2L * EDGE_SIZE - BLOCK_SIZE;
            for (int i = 0; i < BLOCKS; i++) {
                update(digest, channel.position(EDGE_SIZE + lastBlock * i / (BLOCKS - 1)), BLOCK_SIZE);
            }
            update(digest, channel.position(size - EDGE_SIZE), EDGE_SIZE);
        }
        requireUnchanged(size, channel.size());
        return of(SAMPLED, digest, size);
    }

    private static FileDigest ofStream(InputStreamSource source) throws IOException {
        MessageDigest digest = Sha256.start();
        long size = 0;
        try (InputStream stream = source.getInputStream()) {
            byte[] buffer = new byte[BUFFER_SIZE];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        } catch (NoSuchFileException | FileNotFoundException ex) {
            throw new IOException("it does not exist", ex);
        }
        return of(FULL, digest, size);
    }

    private static FileDigest of(String algorithm, MessageDigest digest, long size) {
        return new FileDigest(algorithm, HexFormat.of().formatHex(digest.digest()), size);
    }

    private static void update(MessageDigest digest, SeekableByteChannel channel, long length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_SIZE, length));
        for (long left = length; left > 0; left -= buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), left));
            if (channel.read(buffer) < 0) {
                throw new EOFException("it became shorter while it was read");
            }
            digest.update(buffer.flip());
        }
    }

    private static SeekableByteChannel opened(Path file) throws IOException {
        sizeOf(file);
        try {
            return Files.newByteChannel(file);
        } catch (AccessDeniedException ex) {
            throw new IOException("this process may not read it", ex);
        }
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new IOException(attributes.isDirectory() ? "it is a directory" : "it is no regular file");
            }
            return attributes.size();
        } catch (NoSuchFileException ex) {
            throw new IOException("it does not exist", ex);
        } catch (AccessDeniedException ex) {
            throw new IOException("this process may not look at it", ex);
        }
    }

    private static void requireUnchanged(long before, long after) throws IOException {
        if (before != after) {
            throw new IOException("it changed while it was read, from a length of " + before + " bytes to " + after);
        }
    }
}
