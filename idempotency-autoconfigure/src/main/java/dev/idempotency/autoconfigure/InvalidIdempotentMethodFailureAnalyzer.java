package dev.idempotency.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.idempotency.aop.InvalidIdempotentMethodException;

/** Explains what is wrong with an annotated method, where, and how to mend it. */
class InvalidIdempotentMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidIdempotentMethodException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidIdempotentMethodException cause) {
        return new FailureAnalysis(
                "@Idempotent on " + cause.method() + " cannot protect it: " + cause.problem(), cause.remedy(), cause);
    }
}
