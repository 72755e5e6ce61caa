package dev.idempotency.autoconfigure;

import java.util.Locale;

/** The values of {@code idempotency.lock.provider}. */
public enum LockProviderType {

    /** Where the records are: the database, Redis or this process's memory. */
    AUTO,

    /** Leases in Redis. */
    REDIS,

    /** Leases in a table of a relational database. */
    JDBC,

    /** Advisory locks of PostgreSQL, each held by a connection of its own for as long as that lives. */
    POSTGRES_ADVISORY,

    /** This process's memory. */
    MEMORY;

    /** As it stands in properties. */
    String value() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
