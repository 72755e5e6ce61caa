/** Uploaded CSV files, each content processed once whatever its name. */
@NullMarked
package dev.idempotency.sample.files;

import org.jspecify.annotations.NullMarked;
