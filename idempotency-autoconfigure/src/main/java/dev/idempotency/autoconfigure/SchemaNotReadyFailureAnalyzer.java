package dev.idempotency.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.idempotency.store.jdbc.IdempotencySchemaInitializer.SchemaNotReadyException;

/** Tells how the table of the jdbc store comes to be. */
class SchemaNotReadyFailureAnalyzer extends AbstractFailureAnalyzer<SchemaNotReadyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SchemaNotReadyException cause) {
        return new FailureAnalysis(cause.problem(), cause.remedy(), cause);
    }
}
