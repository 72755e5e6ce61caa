/**
 * What the store and the locks in a relational database share: connections of their own, statements, the names of the
 * tables, and what is said when something fails. Nobody else is to use it.
 */
@NullMarked
package dev.idempotency.jdbc;

import org.jspecify.annotations.NullMarked;
