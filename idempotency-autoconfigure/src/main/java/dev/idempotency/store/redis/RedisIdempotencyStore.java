package dev.idempotency.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

import dev.idempotency.redis.ScriptRunner;
import dev.idempotency.store.Claim;
import dev.idempotency.store.ClaimOutcome;
import dev.idempotency.store.ClaimRequest;
import dev.idempotency.store.Completion;
import dev.idempotency.store.IdempotencyStore;
import dev.idempotency.store.RecordGate;
import dev.idempotency.store.RecordStatus;
import dev.idempotency.store.StoredFailure;
import dev.idempotency.store.StoredRecord;
import dev.idempotency.store.StoredResult;

/**
 * Keeps the records in Redis or Valkey, one string per key, which the server removes when it has expired. Every
 * operation on a key is one script, so it is atomic, and one round trip. What is asked for several keys is one pipeline of
 * them.
 *
 * <p>A single Redis keeps all the rules of the SPI for as long as it keeps its data. It does not do so in three cases,
 * which no script can mend: a failover to a replica that has not yet received a record, a restart from a snapshot or an
 * append-only file that ends before it, and a {@code maxmemory-policy} that evicts records (use {@code noeviction}).
 * A task that must never run twice, whatever happens, belongs into a relational database.
 */
public final class RedisIdempotencyStore implements IdempotencyStore {

    private final ScriptRunner scripts;
    private final String keyPrefix;
    private final ReplicaAcknowledgement acknowledgement;

    /**
     * A store that does not wait for replicas.
     *
     * @param connectionFactory leads to one server, to Sentinel's master or to a cluster
     * @param keyPrefix what the names of the store's Redis keys begin with, before a colon and the record's key
     */
    public RedisIdempotencyStore(RedisConnectionFactory connectionFactory, String keyPrefix) {
        this(connectionFactory, keyPrefix, 0, Duration.ZERO);
    }

    /**
     * A store whose claims and completions count only once replicas have them. That narrows the window in which a
     * failover loses a record, and does not close it. It costs a round trip per claim and completion, in which
     * Lettuce's shared connection waits with it: give it a pool, or a connection factory of its own.
     *
     * @param connectionFactory leads to one server or to Sentinel's master, through Lettuce, if replicas are to
     *     acknowledge
     * @param keyPrefix what the names of the store's Redis keys begin with, before a colon and the record's key
     * @param minReplicasAck how many replicas acknowledge, or 0 not to wait for any
     * @param ackTimeout how long the server waits for them
     */
    public RedisIdempotencyStore(
            RedisConnectionFactory connectionFactory, String keyPrefix, int minReplicasAck, Duration ackTimeout) {
        if (keyPrefix.isBlank()) {
            throw new IllegalArgumentException("The key prefix of a Redis store is not blank");
        }
        if (minReplicasAck < 0 || (minReplicasAck > 0 && ackTimeout.toMillis() < 1)) {
            throw new IllegalArgumentException("Replicas acknowledge in 1 ms or more, and none or more of them do: not "
                    + minReplicasAck + " in " + ackTimeout);
        }
        this.scripts = new ScriptRunner(connectionFactory);
        this.keyPrefix = keyPrefix + ":";
        this.acknowledgement = new ReplicaAcknowledgement(minReplicasAck, ackTimeout);
    }

    /**
     * A gate in Redis, in front of a store that is somewhere else. It shares no key with a store in the same Redis whose
     * prefix is another one.
     *
     * @param connectionFactory leads to one server, to Sentinel's master or to a cluster
     * @param keyPrefix what the names of the gate's Redis keys begin with, before a colon and the record's key
     * @param copyTtl how long a copy of a record answers at most
     */
    public static RecordGate gate(RedisConnectionFactory connectionFactory, String keyPrefix, Duration copyTtl) {
        return new RedisRecordGate(connectionFactory, keyPrefix, copyTtl);
    }

    @Override
    public String name() {
        return "redis";
    }

    /**
     * Asks the server for settings under which records may vanish before their time.
     *
     * @return what to know of them, each with its remedy; empty if all is well, or the server does not say
     * @throws dev.idempotency.IdempotencyStoreException if it cannot be asked
     */
    public List<String> concerns() {
        return this.scripts
                .inConnection("read the server's settings", RedisSettings::of)
                .concerns();
    }

    @Override
    public ClaimOutcome claim(ClaimRequest request) {
        byte[][] keyAndArguments = claimed(request);
        return this.scripts.inConnection("claim a key", connection -> {
            byte[] answer = this.scripts.runForBytes(connection, LuaScript.CLAIM, keyAndArguments);
            ClaimOutcome outcome = RecordCodec.outcome(request, Objects.requireNonNull(answer, "No answer to a claim"));
            if (outcome instanceof ClaimOutcome.Granted granted) {
                acknowledgeOrGiveBack(connection, List.<byte[][]>of(givenBack(granted, request)));
            }
            return outcome;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>With several masters and Jedis, which cannot pipeline there, it is a round trip per key. If one key fails, those
     * that were granted are given back.
     */
    @Override
    public List<ClaimOutcome> claimAll(List<ClaimRequest> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<byte[][]> keysAndArguments = requests.stream().map(this::claimed).toList();
        return this.scripts.inConnection("claim keys", connection -> {
            List<@Nullable Object> answers =
                    this.scripts.runEach(connection, LuaScript.CLAIM, ReturnType.VALUE, keysAndArguments);
            return outcomes(connection, requests, answers);
        });
    }

    private List<ClaimOutcome> outcomes(
            RedisConnection connection, List<ClaimRequest> requests, List<@Nullable Object> answers) {
        List<ClaimOutcome> outcomes = new ArrayList<>(answers.size());
        List<byte[][]> grants = new ArrayList<>();
        RuntimeException failure = null;
        for (int i = 0; i < answers.size(); i++) {
            ClaimRequest request = requests.get(i);
            try {
                ClaimOutcome outcome = RecordCodec.outcome(request, (byte[]) answered(answers.get(i)));
                outcomes.add(outcome);
                if (outcome instanceof ClaimOutcome.Granted granted) {
                    grants.add(givenBack(granted, request));
                }
            } catch (RuntimeException ex) {
                failure = failure == null ? ex : failure;
            }
        }
        if (failure != null) {
            giveBack(connection, grants, failure);
            throw failure;
        }
        acknowledgeOrGiveBack(connection, grants);
        return outcomes;
    }

    /** A grant that replicas do not have is none, but nobody else should have to wait for its lease to pass. */
    private void acknowledgeOrGiveBack(RedisConnection connection, List<byte[][]> grants) {
        if (grants.isEmpty()) {
            return;
        }
        try {
            this.acknowledgement.await(connection);
        } catch (RuntimeException ex) {
            giveBack(connection, grants, ex);
            throw ex;
        }
    }

    private void giveBack(RedisConnection connection, List<byte[][]> grants, RuntimeException reason) {
        try {
            this.scripts.runEach(connection, LuaScript.END, ReturnType.INTEGER, grants).stream()
                    .filter(RuntimeException.class::isInstance)
                    .forEach(failure -> reason.addSuppressed((RuntimeException) failure));
        } catch (RuntimeException alsoFailed) {
            reason.addSuppressed(alsoFailed);
        }
    }

    private byte[][] claimed(ClaimRequest request) {
        String digest = request.payloadDigest();
        return new byte[][] {
            redisKey(request.key()),
            RecordCodec.owner(request.owner()),
            RecordCodec.millis(request.lease()),
            RecordCodec.millis(request.retention()),
            RecordCodec.text(digest == null ? "" : digest)
        };
    }

    private byte[][] givenBack(ClaimOutcome.Granted granted, ClaimRequest request) {
        return released(granted.claim().notCounted(), request.retention());
    }

    /**
     * {@inheritDoc}
     *
     * <p>A claim under whose key something else than a record stands by now no longer holds it.
     */
    @Override
    public Collection<Claim> renew(Collection<Claim> claims) {
        if (claims.isEmpty()) {
            return List.of();
        }
        List<Claim> renewed = List.copyOf(claims);
        List<byte[][]> keysAndArguments = renewed.stream()
                .map(claim -> new byte[][] {
                    redisKey(claim.key()), RecordCodec.holder(claim), RecordCodec.millis(claim.lease())
                })
                .toList();
        List<Object> answers = this.scripts.inConnection(
                "renew leases",
                connection ->
                        this.scripts.runEach(connection, LuaScript.RENEW, ReturnType.INTEGER, keysAndArguments).stream()
                                .map(RedisIdempotencyStore::answered)
                                .toList());
        return IntStream.range(0, renewed.size())
                .filter(i -> !Long.valueOf(1).equals(answers.get(i)))
                .mapToObj(renewed::get)
                .toList();
    }

    @Override
    public boolean complete(Claim claim, StoredResult result, Duration ttl) {
        byte[][] keyAndArguments = completed(new Completion(claim, result, ttl));
        return this.scripts.inConnection("complete an execution", connection -> {
            boolean done = isDone(this.scripts.runForNumber(connection, LuaScript.END, keyAndArguments));
            if (done) {
                this.acknowledgement.await(connection);
            }
            return done;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>With several masters and Jedis, which cannot pipeline there, it is a round trip per key.
     */
    @Override
    public Collection<Claim> completeAll(List<Completion> completions) {
        if (completions.isEmpty()) {
            return List.of();
        }
        List<byte[][]> keysAndArguments =
                completions.stream().map(this::completed).toList();
        return this.scripts.inConnection("complete executions", connection -> {
            List<@Nullable Object> answers =
                    this.scripts.runEach(connection, LuaScript.END, ReturnType.INTEGER, keysAndArguments);
            List<Claim> lost = IntStream.range(0, answers.size())
                    .filter(i -> !isDone((Long) answered(answers.get(i))))
                    .mapToObj(i -> completions.get(i).claim())
                    .toList();
            if (lost.size() < completions.size()) {
                this.acknowledgement.await(connection);
            }
            return lost;
        });
    }

    @Override
    public boolean fail(Claim claim, StoredFailure failure, Duration retryIn, Duration retention) {
        byte[][] keyAndArguments = ended(claim, RecordStatus.FAILED, retryIn, retention, RecordCodec.tail(failure));
        return this.scripts.inConnection(
                "record a failure",
                connection -> isDone(this.scripts.runForNumber(connection, LuaScript.END, keyAndArguments)));
    }

    @Override
    public boolean release(Claim claim, Duration retention) {
        byte[][] keyAndArguments = released(claim, retention);
        return this.scripts.inConnection(
                "release a key",
                connection -> isDone(this.scripts.runForNumber(connection, LuaScript.END, keyAndArguments)));
    }

    private byte[][] completed(Completion completion) {
        return ended(
                completion.claim(),
                RecordStatus.DONE,
                completion.ttl(),
                completion.ttl(),
                RecordCodec.tail(completion.result()));
    }

    private byte[][] released(Claim claim, Duration retention) {
        return ended(claim, RecordStatus.RELEASED, Duration.ZERO, retention, RecordCodec.tail(StoredResult.NONE));
    }

    private byte[][] ended(Claim claim, RecordStatus status, Duration blockedFor, Duration keptFor, byte[] tail) {
        return new byte[][] {
            redisKey(claim.key()),
            RecordCodec.holder(claim),
            {(byte) status.code()},
            RecordCodec.attempt(claim),
            RecordCodec.millis(blockedFor),
            RecordCodec.millis(keptFor),
            tail
        };
    }

    @Override
    public Optional<StoredRecord> find(String key) {
        return this.scripts.inConnection("find a record", connection -> find(connection, key));
    }

    private Optional<StoredRecord> find(RedisConnection connection, String key) {
        return visible(key, this.scripts.runForBytes(connection, LuaScript.FIND, new byte[][] {redisKey(key)}));
    }

    private static Optional<StoredRecord> visible(String key, byte @Nullable [] answer) {
        if (answer == null) {
            return Optional.empty();
        }
        RecordCodec.Reading reading = RecordCodec.reading(key, answer);
        return Optional.of(reading.record())
                .filter(record -> record.status() != RecordStatus.RELEASED)
                .filter(record -> record.expiresAt().isAfter(reading.time()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Goes through all keys of the server, or of every master of a cluster, until it is found.
     */
    @Override
    public Optional<StoredRecord> findByOwner(UUID owner) {
        return this.scripts.inConnection("find a record by its owner", connection -> {
            List<StoredRecord> found = new ArrayList<>();
            scan(connection, "", batch -> {
                batch.stream()
                        .filter(record -> record.owner().equals(owner))
                        .flatMap(record -> find(connection, record.key()).stream())
                        .filter(record -> record.owner().equals(owner))
                        .forEach(found::add);
                return found.isEmpty();
            });
            return found.stream().findFirst();
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Goes through all keys of the server, or of every master of a cluster, and keeps as many records in memory as
     * {@code offset} and {@code limit} together. What is claimed meanwhile may be in the list or not.
     */
    @Override
    public List<StoredRecord> list(String keyPrefix, @Nullable RecordStatus status, int offset, int limit) {
        return this.scripts.inConnection("list records", connection -> {
            NewestRecords newest = new NewestRecords((long) offset + limit);
            scan(connection, keyPrefix, batch -> {
                batch.stream()
                        .filter(record -> status == null || record.status() == status)
                        .forEach(newest::add);
                return true;
            });
            return newest.from(offset);
        });
    }

    /** Hands visible records over in batches, without their results, until no more are wanted. */
    private void scan(RedisConnection connection, String prefix, Predicate<List<StoredRecord>> wantsMore) {
        new KeyScan(this.keyPrefix + prefix).forEachBatch(connection, redisKeys -> {
            List<@Nullable Object> answers = this.scripts.runEach(
                    connection,
                    LuaScript.PEEK,
                    ReturnType.VALUE,
                    redisKeys.stream().map(key -> new byte[][] {key}).toList());
            return wantsMore.test(IntStream.range(0, answers.size())
                    .mapToObj(i -> visible(storeKey(redisKeys.get(i)), (byte[]) unlessFailed(answers.get(i))))
                    .flatMap(Optional::stream)
                    .toList());
        });
    }

    @Override
    public boolean forget(String key) {
        byte[][] onlyKey = {redisKey(key)};
        return this.scripts.inConnection(
                "forget a key", connection -> isDone(this.scripts.runForNumber(connection, LuaScript.FORGET, onlyKey)));
    }

    /** Does nothing: Redis removes by itself what has expired. */
    @Override
    public int purge(int limit) {
        return 0;
    }

    /** What a script means by 1 for yes, 0 for no, and a negated format for a record that it cannot read. */
    private static boolean isDone(long answer) {
        if (answer < 0) {
            throw UnreadableRecordException.ofFormat((int) -answer);
        }
        return answer == 1;
    }

    private static Object answered(@Nullable Object answer) {
        return Objects.requireNonNull(unlessFailed(answer), "No answer of a script");
    }

    private static @Nullable Object unlessFailed(@Nullable Object answer) {
        if (answer instanceof RuntimeException failure) {
            throw failure;
        }
        return answer;
    }

    private String storeKey(byte[] redisKey) {
        return new String(redisKey, StandardCharsets.UTF_8).substring(this.keyPrefix.length());
    }

    private byte[] redisKey(String key) {
        return RecordCodec.text(this.keyPrefix + key);
    }
}
