package dev.idempotency.task;

import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.idempotency.OnDuplicate;
import dev.idempotency.OnFailure;
import dev.idempotency.OnInProgress;
import dev.idempotency.OnStoreFailure;

/**
 * What one layer says about tasks; what it leaves open is inherited.
 *
 * @param enabled Whether the task is protected at all.
 * @param ttl How long a completed record suppresses duplicates.
 * @param lease How long a claim is held without a sign of life; shorter than the TTL.
 * @param waitTimeout How long a caller waits for an execution in progress.
 * @param failureTtl How long a remembered or exhausted failure lives.
 * @param backoff The pause before the second attempt.
 * @param backoffMultiplier By how much the pause grows with every further attempt.
 * @param maxBackoff The longest pause between attempts.
 * @param maxAttempts How often the task may fail for one key; 0 means no limit.
 * @param exclusive Whether at most one execution of the task runs at a time in the cluster, whatever the key.
 * @param condition SpEL that says whether a call is treated as idempotent at all.
 * @param verify SpEL of the payload that must be the same for every call with a key.
 * @param onDuplicate What a caller gets when the task has already completed.
 * @param onInProgress What a caller gets while the task is running.
 * @param onFailure What happens to the key when the method throws.
 * @param onStoreFailure What happens when the store cannot be reached.
 * @param storeResult Whether the result is stored for replay.
 */
public record TaskSettings(
        @Nullable Boolean enabled,
        @Nullable Duration ttl,
        @Nullable Duration lease,
        @Nullable Duration waitTimeout,
        @Nullable Duration failureTtl,
        @Nullable Duration backoff,
        @Nullable Double backoffMultiplier,
        @Nullable Duration maxBackoff,
        @Nullable Integer maxAttempts,
        @Nullable Boolean exclusive,
        @Nullable String condition,
        @Nullable String verify,
        @Nullable OnDuplicate onDuplicate,
        @Nullable OnInProgress onInProgress,
        @Nullable OnFailure onFailure,
        @Nullable OnStoreFailure onStoreFailure,
        @Nullable Boolean storeResult) {

    /** Says nothing. */
    public static final TaskSettings EMPTY = ofTtl(null);

    /** Where nobody says anything else. */
    public static final TaskSettings DEFAULTS = new TaskSettings(
            true,
            Duration.ofHours(24),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            2.0,
            Duration.ofMinutes(10),
            0,
            false,
            null,
            null,
            OnDuplicate.REPLAY,
            OnInProgress.AUTO,
            OnFailure.RETRY,
            OnStoreFailure.FAIL,
            true);

    /** {@code DEFAULT} says nothing, and neither does a blank text. */
    public TaskSettings {
        condition = condition == null || condition.isBlank() ? null : condition;
        verify = verify == null || verify.isBlank() ? null : verify;
        onDuplicate = onDuplicate == OnDuplicate.DEFAULT ? null : onDuplicate;
        onInProgress = onInProgress == OnInProgress.DEFAULT ? null : onInProgress;
        onFailure = onFailure == OnFailure.DEFAULT ? null : onFailure;
        onStoreFailure = onStoreFailure == OnStoreFailure.DEFAULT ? null : onStoreFailure;
    }

    /** A TTL, and nothing else. */
    public static TaskSettings ofTtl(@Nullable Duration ttl) {
        return new TaskSettings(
                null, ttl, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** These settings, and where they are silent, those of {@code fallback}. */
    public TaskSettings or(TaskSettings fallback) {
        return new TaskSettings(
                first(fallback, TaskSettings::enabled),
                first(fallback, TaskSettings::ttl),
                first(fallback, TaskSettings::lease),
                first(fallback, TaskSettings::waitTimeout),
                first(fallback, TaskSettings::failureTtl),
                first(fallback, TaskSettings::backoff),
                first(fallback, TaskSettings::backoffMultiplier),
                first(fallback, TaskSettings::maxBackoff),
                first(fallback, TaskSettings::maxAttempts),
                first(fallback, TaskSettings::exclusive),
                first(fallback, TaskSettings::condition),
                first(fallback, TaskSettings::verify),
                first(fallback, TaskSettings::onDuplicate),
                first(fallback, TaskSettings::onInProgress),
                first(fallback, TaskSettings::onFailure),
                first(fallback, TaskSettings::onStoreFailure),
                first(fallback, TaskSettings::storeResult));
    }

    private <T> @Nullable T first(TaskSettings fallback, Function<TaskSettings, @Nullable T> setting) {
        T own = setting.apply(this);
        return own != null ? own : setting.apply(fallback);
    }
}
