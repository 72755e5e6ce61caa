package dev.idempotency.autoconfigure;

/** The values of {@code idempotency.store.type}. */
public enum StoreType {

    /** Tiered if there are both Redis and a {@code DataSource}, else the one that is there, else memory. */
    AUTO,

    /** Redis alone. */
    REDIS,

    /** A relational database alone. */
    JDBC,

    /** A relational database that decides, with Redis in front of it. */
    TIERED,

    /** This process's memory. */
    MEMORY
}
