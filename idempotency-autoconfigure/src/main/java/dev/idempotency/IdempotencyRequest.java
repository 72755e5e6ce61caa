package dev.idempotency;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What {@link IdempotencyTemplate} is to run once: a task, a key, and the settings in which it differs from its
 * properties. Immutable; every method that sets something returns another request. The settings are named as those of
 * {@link Idempotent}, and mean the same.
 */
public final class IdempotencyRequest {

    private final String task;
    private final String key;
    private final String category;
    private final String scope;
    private final String window;
    private final @Nullable Duration ttl;
    private final @Nullable Duration lease;
    private final @Nullable Duration waitTimeout;
    private final @Nullable Duration backoff;
    private final @Nullable Duration failureTtl;
    private final @Nullable Integer maxAttempts;
    private final OnDuplicate onDuplicate;
    private final OnInProgress onInProgress;
    private final OnFailure onFailure;
    private final OnStoreFailure onStoreFailure;
    private final @Nullable Boolean exclusive;
    private final @Nullable Boolean storeResult;
    private final boolean verified;
    private final @Nullable Object payload;

    private IdempotencyRequest(Draft draft) {
        this.task = draft.task;
        this.key = draft.key;
        this.category = draft.category;
        this.scope = draft.scope;
        this.window = draft.window;
        this.ttl = draft.ttl;
        this.lease = draft.lease;
        this.waitTimeout = draft.waitTimeout;
        this.backoff = draft.backoff;
        this.failureTtl = draft.failureTtl;
        this.maxAttempts = draft.maxAttempts;
        this.onDuplicate = draft.onDuplicate;
        this.onInProgress = draft.onInProgress;
        this.onFailure = draft.onFailure;
        this.onStoreFailure = draft.onStoreFailure;
        this.exclusive = draft.exclusive;
        this.storeResult = draft.storeResult;
        this.verified = draft.verified;
        this.payload = draft.payload;
    }

    /**
     * A request without settings of its own.
     *
     * @param task the task's name: neither white space nor colon in it
     * @param key what the task runs once for; a blank one is refused when it is used
     */
    public static IdempotencyRequest of(String task, String key) {
        return new IdempotencyRequest(new Draft(task, key));
    }

    /** The same request for another key. */
    public IdempotencyRequest key(String key) {
        return with(draft -> draft.key = key);
    }

    /** Inherits the settings of a category from the properties. */
    public IdempotencyRequest category(String category) {
        return with(draft -> draft.category = category);
    }

    /** Keeps the keys of users, tenants and the like apart: {@code global}, {@code user}, or a resolver bean's name. */
    public IdempotencyRequest scope(String scope) {
        return with(draft -> draft.scope = scope);
    }

    /** Adds a time bucket to the key: {@code hour}, {@code day}, {@code week}, {@code month} or a duration. */
    public IdempotencyRequest window(String window) {
        return with(draft -> draft.window = window);
    }

    /**
     * How long a completed record suppresses duplicates.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public IdempotencyRequest ttl(Duration ttl) {
        return with(draft -> draft.ttl = positive("ttl", ttl));
    }

    /**
     * How long the key is held without a sign of life; shorter than the TTL.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public IdempotencyRequest lease(Duration lease) {
        return with(draft -> draft.lease = positive("lease", lease));
    }

    /**
     * How long a caller waits for an execution in progress.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public IdempotencyRequest waitTimeout(Duration waitTimeout) {
        return with(draft -> draft.waitTimeout = positive("waitTimeout", waitTimeout));
    }

    /**
     * The pause before the second attempt.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public IdempotencyRequest backoff(Duration backoff) {
        return with(draft -> draft.backoff = positive("backoff", backoff));
    }

    /**
     * How long a remembered or exhausted failure lives.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public IdempotencyRequest failureTtl(Duration failureTtl) {
        return with(draft -> draft.failureTtl = positive("failureTtl", failureTtl));
    }

    /**
     * How often the task may fail for the key; 0 for no limit.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public IdempotencyRequest maxAttempts(int maxAttempts) {
        if (maxAttempts < 0) {
            throw new IllegalArgumentException(
                    "maxAttempts of task " + this.task + " is 0, for no limit, or more; not " + maxAttempts);
        }
        return with(draft -> draft.maxAttempts = maxAttempts);
    }

    /** What a caller gets when the task has already completed. */
    public IdempotencyRequest onDuplicate(OnDuplicate onDuplicate) {
        return with(draft -> draft.onDuplicate = onDuplicate);
    }

    /** What a caller gets while the task is running. */
    public IdempotencyRequest onInProgress(OnInProgress onInProgress) {
        return with(draft -> draft.onInProgress = onInProgress);
    }

    /** What happens to the key when the action throws. */
    public IdempotencyRequest onFailure(OnFailure onFailure) {
        return with(draft -> draft.onFailure = onFailure);
    }

    /** What happens when the store cannot be reached. */
    public IdempotencyRequest onStoreFailure(OnStoreFailure onStoreFailure) {
        return with(draft -> draft.onStoreFailure = onStoreFailure);
    }

    /** Whether at most one execution of the task runs at a time in the cluster, whatever the key. */
    public IdempotencyRequest exclusive(boolean exclusive) {
        return with(draft -> draft.exclusive = exclusive);
    }

    /** Whether the result is stored for replay. */
    public IdempotencyRequest storeResult(boolean storeResult) {
        return with(draft -> draft.storeResult = storeResult);
    }

    /** What the key stands for: a call with the same key and another payload is refused. Its digest is stored only. */
    public IdempotencyRequest payload(@Nullable Object payload) {
        return with(draft -> {
            draft.verified = true;
            draft.payload = payload;
        });
    }

    /** The task's name. */
    public String task() {
        return this.task;
    }

    /** What the task runs once for. */
    public String key() {
        return this.key;
    }

    /** The category; empty if none. */
    public String category() {
        return this.category;
    }

    /** The scope; empty for the global one. */
    public String scope() {
        return this.scope;
    }

    /** The window; empty if none. */
    public String window() {
        return this.window;
    }

    /** The TTL; {@code null} to inherit. */
    public @Nullable Duration ttl() {
        return this.ttl;
    }

    /** The lease; {@code null} to inherit. */
    public @Nullable Duration lease() {
        return this.lease;
    }

    /** The time to wait; {@code null} to inherit. */
    public @Nullable Duration waitTimeout() {
        return this.waitTimeout;
    }

    /** The pause before the second attempt; {@code null} to inherit. */
    public @Nullable Duration backoff() {
        return this.backoff;
    }

    /** The life of a failure; {@code null} to inherit. */
    public @Nullable Duration failureTtl() {
        return this.failureTtl;
    }

    /** The limit of attempts; {@code null} to inherit. */
    public @Nullable Integer maxAttempts() {
        return this.maxAttempts;
    }

    /** What a duplicate gets; {@code DEFAULT} to inherit. */
    public OnDuplicate onDuplicate() {
        return this.onDuplicate;
    }

    /** What a caller gets in the meantime; {@code DEFAULT} to inherit. */
    public OnInProgress onInProgress() {
        return this.onInProgress;
    }

    /** What a failure does; {@code DEFAULT} to inherit. */
    public OnFailure onFailure() {
        return this.onFailure;
    }

    /** What happens without a store; {@code DEFAULT} to inherit. */
    public OnStoreFailure onStoreFailure() {
        return this.onStoreFailure;
    }

    /** Whether one runs at a time; {@code null} to inherit. */
    public @Nullable Boolean exclusive() {
        return this.exclusive;
    }

    /** Whether the result is stored; {@code null} to inherit. */
    public @Nullable Boolean storeResult() {
        return this.storeResult;
    }

    /** Whether there is a payload to compare, which may be {@code null}. */
    public boolean isVerified() {
        return this.verified;
    }

    /** The payload to compare. */
    public @Nullable Object payload() {
        return this.payload;
    }

    /** The task only: keys and payloads may be personal. */
    @Override
    public String toString() {
        return "IdempotencyRequest[" + this.task + "]";
    }

    private IdempotencyRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new IdempotencyRequest(draft);
    }

    private Duration positive(String setting, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "The " + setting + " of task " + this.task + " is at least 1 ms, not " + duration);
        }
        return duration;
    }

    /** A request that is being made. */
    private static final class Draft {

        private final String task;
        private String key;
        private String category = "";
        private String scope = "";
        private String window = "";
        private @Nullable Duration ttl;
        private @Nullable Duration lease;
        private @Nullable Duration waitTimeout;
        private @Nullable Duration backoff;
        private @Nullable Duration failureTtl;
        private @Nullable Integer maxAttempts;
        private OnDuplicate onDuplicate = OnDuplicate.DEFAULT;
        private OnInProgress onInProgress = OnInProgress.DEFAULT;
        private OnFailure onFailure = OnFailure.DEFAULT;
        private OnStoreFailure onStoreFailure = OnStoreFailure.DEFAULT;
        private @Nullable Boolean exclusive;
        private @Nullable Boolean storeResult;
        private boolean verified;
        private @Nullable Object payload;

        Draft(String task, String key) {
            this.task = task;
            this.key = key;
        }

        Draft(IdempotencyRequest request) {
            this(request.task, request.key);
            this.category = request.category;
            this.scope = request.scope;
            this.window = request.window;
            this.ttl = request.ttl;
            this.lease = request.lease;
            this.waitTimeout = request.waitTimeout;
            this.backoff = request.backoff;
            this.failureTtl = request.failureTtl;
            this.maxAttempts = request.maxAttempts;
            this.onDuplicate = request.onDuplicate;
            this.onInProgress = request.onInProgress;
            this.onFailure = request.onFailure;
            this.onStoreFailure = request.onStoreFailure;
            this.exclusive = request.exclusive;
            this.storeResult = request.storeResult;
            this.verified = request.verified;
            this.payload = request.payload;
        }
    }
}
