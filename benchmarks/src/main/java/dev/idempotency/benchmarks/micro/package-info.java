/** What the library costs without a server, measured by JMH. */
@NullMarked
package dev.idempotency.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
