package dev.idempotency.store.tiered;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.Grants;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordGate;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoreState;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/**
 * A store that decides, the authority, with a {@link RecordGate} in front of it that answers duplicates of what has
 * completed. A first execution costs one question to the gate, the authority's claim and completion, and a copy for the
 * gate; a duplicate costs the question alone.
 *
 * <p>Nothing is ever granted, renewed, ended or found by the gate. It learns of a completion after the authority has it
 * for good, which is after the commit where a completion joins the caller's transaction. Without the gate, or with one
 * that is empty or has lost its memory, calls cost what they cost at the authority.
 *
 * <p>{@link #forget} is the one case in which a gate that cannot be reached matters, because it may have a copy of what is
 * forgotten. This node does not ask it about that key until no copy can be left. It tries to remove the copy with every
 * {@link #purge}. Another node that does reach the gate may answer with the forgotten record until then, and for no
 * longer than {@link RecordGate#copyTtl()}; a warning says so.
 *
 * <p>That the gate is back is found out by the next call after the circuit breaker's pause, or by the next purge.
 */
public final class TieredIdempotencyStore implements IdempotencyStore, AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(TieredIdempotencyStore.class);

    private final IdempotencyStore authority;
    private final RecordGate unguarded;
    private final GuardedGate gate;
    private final Grants<RecordGate.Ticket> grants = new Grants<>();
    private final ForgottenKeys forgotten;

    /**
     * Puts a gate in front of a store.
     *
     * @param authority decides
     * @param gate is asked first
     * @param settings how patient to be with the gate
     * @param onStateChange is told when the gate was given up, and when it is back, in the thread that found out
     */
    public TieredIdempotencyStore(
            IdempotencyStore authority, RecordGate gate, Settings settings, Consumer<StoreState> onStateChange) {
        this.authority = authority;
        this.unguarded = gate;
        this.gate = new GuardedGate(gate, settings, () -> onStateChange.accept(state()));
        this.forgotten = new ForgottenKeys(gate.copyTtl());
    }

    @Override
    public String name() {
        return "tiered";
    }

    @Override
    public StoreState state() {
        return new StoreState(name(), this.authority.name(), this.gate.isDegraded());
    }

    @Override
    public ClaimOutcome claim(ClaimRequest request) {
        RecordGate.Answer answer = ask(List.of(request)).get(request.key());
        if (answer != null && answer.completed() != null) {
            return answer.completed();
        }
        long askedNanos = System.nanoTime();
        ClaimOutcome outcome = this.authority.claim(request);
        learn(request, outcome, answer, askedNanos).ifPresent(copy -> keep(List.of(copy)));
        return outcome;
    }

    @Override
    public List<ClaimOutcome> claimAll(List<ClaimRequest> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        Map<String, RecordGate.Answer> answers = ask(requests);
        Map<String, ClaimOutcome> outcomes = new HashMap<>();
        List<ClaimRequest> open = new ArrayList<>();
        for (ClaimRequest request : requests) {
            RecordGate.Answer answer = answers.get(request.key());
            if (answer != null && answer.completed() != null) {
                outcomes.put(request.key(), answer.completed());
            } else {
                open.add(request);
            }
        }
        if (!open.isEmpty()) {
            outcomes.putAll(claimFromAuthority(open, answers));
        }
        return requests.stream().map(request -> outcomes.get(request.key())).toList();
    }

    private Map<String, ClaimOutcome> claimFromAuthority(
            List<ClaimRequest> requests, Map<String, RecordGate.Answer> answers) {
        long askedNanos = System.nanoTime();
        List<ClaimOutcome> outcomes = this.authority.claimAll(requests);
        Map<String, ClaimOutcome> byKey = new HashMap<>();
        List<RecordGate.Copy> copies = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            ClaimRequest request = requests.get(i);
            byKey.put(request.key(), outcomes.get(i));
            learn(request, outcomes.get(i), answers.get(request.key()), askedNanos)
                    .ifPresent(copies::add);
        }
        keep(copies);
        return byKey;
    }

    /** What the gate answers, by key; nothing for keys that it is not to be asked about, and if it does not know. */
    private Map<String, RecordGate.Answer> ask(List<ClaimRequest> requests) {
        List<String> keys = requests.stream()
                .map(ClaimRequest::key)
                .filter(key -> !this.forgotten.contains(key))
                .toList();
        Map<String, RecordGate.Answer> answers = new HashMap<>();
        if (!keys.isEmpty()) {
            this.gate.ask(keys).ifPresent(inOrder -> {
                for (int i = 0; i < keys.size(); i++) {
                    answers.put(keys.get(i), inOrder.get(i));
                }
            });
        }
        return answers;
    }

    /** Remembers a grant, and makes a copy of a completed record that the gate did not have. */
    private Optional<RecordGate.Copy> learn(
            ClaimRequest request, ClaimOutcome outcome, RecordGate.@Nullable Answer answer, long askedNanos) {
        if (answer == null) {
            return Optional.empty();
        }
        if (outcome instanceof ClaimOutcome.Blocked blocked) {
            return blocked.record().status() == RecordStatus.DONE
                    ? Optional.of(
                            new RecordGate.Copy(blocked.record(), blocked.remaining(), askedNanos, answer.ticket()))
                    : Optional.empty();
        }
        this.grants.add(request, answer.ticket());
        return Optional.empty();
    }

    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        return this.authority.renew(claims);
    }

    @Override
    public boolean complete(Claim claim, StoredResult result, Duration ttl) {
        long askedNanos = System.nanoTime();
        boolean joins = this.authority.joinsCurrentTransaction();
        boolean held = this.authority.complete(claim, result, ttl);
        List<Completion> completions = List.of(new Completion(claim, result, ttl));
        copy(completions, held ? Set.of() : Set.of(claim), askedNanos, joins);
        return held;
    }

    @Override
    public Collection<Claim> completeAll(List<Completion> completions) {
        long askedNanos = System.nanoTime();
        boolean joins = this.authority.joinsCurrentTransaction();
        Collection<Claim> lost = this.authority.completeAll(completions);
        copy(completions, lost, askedNanos, joins);
        return lost;
    }

    private void copy(List<Completion> completions, Collection<Claim> lost, long askedNanos, boolean joins) {
        List<RecordGate.Copy> copies = new ArrayList<>();
        for (Completion completion : completions) {
            if (!lost.contains(completion.claim()) && completion.ttl().toMillis() > 0) {
                this.grants
                        .find(completion.claim())
                        .ifPresent(grant -> copies.add(copy(grant, completion, askedNanos)));
            }
            this.grants.remove(completion.claim());
        }
        if (joins) {
            // If nothing comes of it, the next duplicate asks the authority, and brings a copy.
            AfterCommit.run(() -> keep(copies));
        } else {
            keep(copies);
        }
    }

    private static RecordGate.Copy copy(Grants.Grant<RecordGate.Ticket> grant, Completion completion, long askedNanos) {
        RecordGate.Ticket ticket = grant.note();
        StoredRecord record = grant.completed(completion, ticket.time(), ticket.timeAt(askedNanos));
        return new RecordGate.Copy(record, completion.ttl(), askedNanos, ticket);
    }

    private void keep(List<RecordGate.Copy> copies) {
        List<RecordGate.Copy> wanted = copies.stream()
                .filter(copy -> !this.forgotten.contains(copy.record().key()))
                .toList();
        if (!wanted.isEmpty()) {
            this.gate.keep(wanted);
        }
    }

    @Override
    public boolean fail(Claim claim, StoredFailure failure, Duration retryIn, Duration retention) {
        boolean held = this.authority.fail(claim, failure, retryIn, retention);
        this.grants.remove(claim);
        return held;
    }

    @Override
    public boolean release(Claim claim, Duration retention) {
        boolean held = this.authority.release(claim, retention);
        this.grants.remove(claim);
        return held;
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return this.authority.find(key);
    }

    @Override
    public Optional<StoredRecord> findByOwner(UUID owner) {
        return this.authority.findByOwner(owner);
    }

    @Override
    public List<StoredRecord> list(String keyPrefix, @Nullable RecordStatus status, int offset, int limit) {
        return this.authority.list(keyPrefix, status, offset, limit);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The gate forgets it first, so that nobody is told of a record that is about to be forgotten, and afterwards, in
     * case somebody has read that record meanwhile.
     */
    @Override
    public boolean forget(String key) {
        this.gate.forget(key);
        this.forgotten.add(key);
        boolean found = this.authority.forget(key);
        if (this.gate.forget(key)) {
            this.forgotten.removed(key);
        } else {
            logger.warn(
                    "A key was forgotten, but {} in front of the store could not be told: other nodes that reach it may"
                            + " answer with the forgotten record for another {} at most",
                    this.unguarded.name(),
                    this.unguarded.copyTtl());
        }
        return found;
    }

    @Override
    public int purge(int limit) {
        int removed = this.authority.purge(limit);
        if (this.gate.isDegraded()) {
            this.gate.ask(List.of("is it back"));
        }
        for (String key : this.forgotten.notRemoved()) {
            if (!this.gate.forget(key)) {
                break;
            }
            this.forgotten.removed(key);
        }
        return removed;
    }

    @Override
    public boolean joinsCurrentTransaction() {
        return this.authority.joinsCurrentTransaction();
    }

    /** Stops asking the gate. The authority is left as it is. */
    @Override
    public void close() {
        this.gate.close();
    }

    /**
     * How patient to be with the gate.
     *
     * @param timeout how long a caller waits for the gate; then it asks the authority, and the call counts as failed
     * @param failureRateThreshold the percentage of failed calls from which on the gate is given up, from 1 to 100
     * @param openFor how long it is given up for before a call tries it again
     */
    public record Settings(Duration timeout, int failureRateThreshold, Duration openFor) {

        public Settings {
            if (timeout.toMillis() < 1 || openFor.toMillis() < 1) {
                throw new IllegalArgumentException(
                        "A gate is waited for and given up for 1 ms or more, not " + timeout + " and " + openFor);
            }
            if (failureRateThreshold < 1 || failureRateThreshold > 100) {
                throw new IllegalArgumentException(
                        "A rate of failures is a percentage from 1 to 100, not " + failureRateThreshold);
            }
        }
    }
}
