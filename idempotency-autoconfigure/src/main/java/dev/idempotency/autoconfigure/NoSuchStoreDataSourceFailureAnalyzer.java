package dev.idempotency.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells which names {@code idempotency.jdbc.data-source} may have. */
class NoSuchStoreDataSourceFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchStoreDataSourceException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NoSuchStoreDataSourceException cause) {
        String names = cause.names();
        String description = cause.wanted() == null
                ? "The idempotency store needs one DataSource, but there are several beans of that type and none is"
                        + " primary: " + names + "."
                : "The property idempotency.jdbc.data-source is '" + cause.wanted()
                        + "', but no DataSource bean has that name. There are: " + names + ".";
        String action = "Set idempotency.jdbc.data-source to one of: " + names
                + (cause.wanted() == null ? "; or mark one of them @Primary." : ".");
        return new FailureAnalysis(description, action, cause);
    }
}
