package dev.idempotency.aop;

import java.util.ArrayList;
import java.util.List;

import dev.idempotency.Idempotent;
import dev.idempotency.OnFailure;
import dev.idempotency.OnStoreFailure;
import dev.idempotency.key.ExecutionKey;

/** Attributes that have no effect in this version: refused rather than ignored. */
final class UnavailableAttributes {

    private UnavailableAttributes() {}

    static List<String> of(Idempotent annotation, String scope, TaskSettings effective) {
        List<String> found = new ArrayList<>();
        addIf(found, !scope.isEmpty() && !scope.equals(ExecutionKey.GLOBAL), "scope = \"" + scope + "\"");
        addIf(found, !annotation.verify().isEmpty(), "verify");
        addIf(found, !annotation.condition().isEmpty(), "condition");
        addIf(found, annotation.exclusive(), "exclusive");
        addIf(found, effective.maxAttempts() != null && effective.maxAttempts() != 0, "maxAttempts");
        addIf(found, effective.onFailure() == OnFailure.REMEMBER, "onFailure = REMEMBER");
        addIf(
                found,
                effective.onStoreFailure() != OnStoreFailure.FAIL,
                "onStoreFailure = " + effective.onStoreFailure());
        addIf(found, !annotation.backoff().isEmpty(), "backoff");
        addIf(found, !annotation.failureTtl().isEmpty(), "failureTtl");
        return found;
    }

    private static void addIf(List<String> found, boolean isSet, String attribute) {
        if (isSet) {
            found.add(attribute);
        }
    }
}
