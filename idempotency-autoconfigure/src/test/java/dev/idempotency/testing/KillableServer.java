package dev.idempotency.testing;

/** A database server of one's own that can lose its process, whatever becomes of its memory, and come back at its address. */
public interface KillableServer extends AutoCloseable {

    /** Takes the process away as the kernel would, and waits until it is gone. */
    void kill();

    /** Starts it again on what is on the disk, and waits until it answers. */
    void restart();

    /** Ends it. */
    @Override
    void close();
}
