package dev.idempotency.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.idempotency.testing.Race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every store promises. A backend extends this class and says how its clock is moved past a record's lease or
 * expiry, without waiting.
 */
@Timeout(120)
public abstract class AbstractIdempotencyStoreContractTests {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration TTL = Duration.ofHours(1);

    private final String prefix = "contract:" + UUID.randomUUID() + ":";

    /** The store under test. */
    protected abstract IdempotencyStore store();

    /** Makes the record of {@code key} as old as if its lease, expiry or retry time had passed. */
    protected abstract void passBlockedUntil(String key);

    /** Makes the record of {@code key} as old as if it had expired altogether; others that exist may age with it. */
    protected abstract void passExpiry(String key);

    @Test
    void grantsAFreeKey() {
        ClaimRequest request = request("free");

        Claim claim = granted(request);

        assertThat(claim.key()).isEqualTo(request.key());
        assertThat(claim.owner()).isEqualTo(request.owner());
        assertThat(claim.attempt()).isOne();
        assertThat(claim.fencingToken()).isPositive();
        assertThat(claim.lease()).isEqualTo(LEASE);
    }

    @Test
    void blocksAKeyThatIsHeldAndSaysByWhomAndForHowLong() {
        Claim held = granted(request("held"));

        ClaimOutcome.Blocked blocked = blocked(request("held"));

        assertThat(blocked.record().status()).isEqualTo(RecordStatus.RUNNING);
        assertThat(blocked.record().owner()).isEqualTo(held.owner());
        assertThat(blocked.record().fencingToken()).isEqualTo(held.fencingToken());
        assertThat(blocked.remaining()).isBetween(LEASE.dividedBy(2), LEASE);
    }

    @Test
    void grantsARepeatedRequestOfTheHolderAgainWithTheSameToken() {
        ClaimRequest request = request("repeated");
        Claim first = granted(request);

        assertThat(granted(request)).isEqualTo(first);
    }

    @Test
    void doesNotGrantTheRequestOfAnEndedAttemptAgain() {
        ClaimRequest request = request("ended");
        assertThat(store().complete(granted(request), StoredResult.NONE, TTL)).isTrue();

        assertThat(blocked(request).record().status()).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void answersACompletedKeyWithItsResult() {
        Claim claim = granted(request("done"));
        StoredResult result = StoredResult.value(new byte[] {0, 1, -1, 127, -128, '\n', '"'});
        assertThat(store().complete(claim, result, TTL)).isTrue();

        ClaimOutcome.Blocked blocked = blocked(request("done"));

        assertThat(blocked.record().status()).isEqualTo(RecordStatus.DONE);
        assertThat(blocked.record().owner()).isEqualTo(claim.owner());
        assertThat(blocked.record().result()).isEqualTo(result);
        assertThat(blocked.record().endedAt()).isNotNull();
        assertThat(blocked.remaining()).isBetween(TTL.dividedBy(2), TTL);
    }

    @Test
    void keepsEveryKindOfResultApart() {
        StoredResult empty = StoredResult.value(new byte[0]);
        StoredResult large = StoredResult.value("x".repeat(900_000).getBytes(StandardCharsets.UTF_8));
        for (StoredResult result : List.of(StoredResult.NONE, StoredResult.UNAVAILABLE, empty, large)) {
            String name = "kind-" + result;
            assertThat(store().complete(granted(request(name)), result, TTL)).isTrue();

            assertThat(blocked(request(name)).record().result()).isEqualTo(result);
        }
    }

    @Test
    void doesNotGrantACompletedKeyBeforeItExpires() {
        Claim claim = granted(request("not-reclaimed", Duration.ofMillis(1)));
        assertThat(store().complete(claim, StoredResult.NONE, TTL)).isTrue();

        assertThat(blocked(request("not-reclaimed")).record().status()).isEqualTo(RecordStatus.DONE);
    }

    @Test
    void grantsACompletedKeyOnceItHasExpiredAsAFirstAttempt() {
        Claim first = granted(request("expired"));
        assertThat(store().complete(first, StoredResult.value(new byte[] {1}), TTL))
                .isTrue();
        passExpiry(key("expired"));

        Claim second = granted(request("expired"));

        assertThat(second.attempt()).isOne();
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(store().find(key("expired")).orElseThrow().result()).isEqualTo(StoredResult.NONE);
    }

    @Test
    void grantsAKeyWhoseLeaseHasPassedToAnotherAsItsNextAttempt() {
        Claim stale = granted(request("stale"));
        passBlockedUntil(key("stale"));

        Claim next = granted(request("stale"));

        assertThat(next.fencingToken()).isGreaterThan(stale.fencingToken());
        assertThat(next.attempt()).isEqualTo(2);
    }

    @Test
    void letsNoStaleHolderWriteOverItsSuccessor() {
        Claim stale = granted(request("fenced"));
        passBlockedUntil(key("fenced"));
        Claim next = granted(request("fenced"));
        StoredRecord before = store().find(key("fenced")).orElseThrow();

        assertThat(store().renew(List.of(stale))).containsExactly(stale);
        assertThat(store().complete(stale, StoredResult.value(new byte[] {9}), TTL))
                .isFalse();
        assertThat(store().fail(stale, failure(), TTL, TTL)).isFalse();
        assertThat(store().release(stale, TTL)).isFalse();

        assertThat(store().find(key("fenced"))).contains(before);
        assertThat(store().complete(next, StoredResult.NONE, TTL)).isTrue();
    }

    @Test
    void refusesAWriteWithTheRightOwnerAndTheWrongToken() {
        Claim claim = granted(request("token"));
        Claim forged = new Claim(claim.key(), claim.owner(), claim.fencingToken() + 1, 1, LEASE);

        assertThat(store().renew(List.of(forged))).containsExactly(forged);
        assertThat(store().complete(forged, StoredResult.NONE, TTL)).isFalse();
        assertThat(store().fail(forged, failure(), TTL, TTL)).isFalse();
        assertThat(store().release(forged, TTL)).isFalse();
        assertThat(store().release(claim, TTL)).isTrue();
    }

    @Test
    void refusesAWriteWithTheRightTokenAndTheWrongOwner() {
        Claim claim = granted(request("owner"));
        Claim forged = new Claim(claim.key(), UUID.randomUUID(), claim.fencingToken(), 1, LEASE);

        assertThat(store().renew(List.of(forged))).containsExactly(forged);
        assertThat(store().complete(forged, StoredResult.NONE, TTL)).isFalse();
        assertThat(store().fail(forged, failure(), TTL, TTL)).isFalse();
        assertThat(store().release(forged, TTL)).isFalse();
        assertThat(store().release(claim, TTL)).isTrue();
    }

    @Test
    void letsAHolderCompleteAfterItsLeaseAsLongAsNobodyElseClaimed() {
        Claim late = granted(request("late"));
        passBlockedUntil(key("late"));

        assertThat(store().complete(late, StoredResult.NONE, TTL)).isTrue();
    }

    @Test
    void endsAnExecutionOnlyOnce() {
        Claim claim = granted(request("once"));
        assertThat(store().complete(claim, StoredResult.NONE, TTL)).isTrue();

        assertThat(store().complete(claim, StoredResult.value(new byte[] {1}), TTL))
                .isFalse();
        assertThat(store().fail(claim, failure(), TTL, TTL)).isFalse();
        assertThat(store().release(claim, TTL)).isFalse();
        assertThat(store().renew(List.of(claim))).containsExactly(claim);
        assertThat(store().find(key("once")).orElseThrow().result()).isEqualTo(StoredResult.NONE);
    }

    @Test
    void refusesWritesForAKeyThatDoesNotExist() {
        Claim unknown = new Claim(key("unknown"), UUID.randomUUID(), 1, 1, LEASE);

        assertThat(store().renew(List.of(unknown))).containsExactly(unknown);
        assertThat(store().complete(unknown, StoredResult.NONE, TTL)).isFalse();
        assertThat(store().fail(unknown, failure(), TTL, TTL)).isFalse();
        assertThat(store().release(unknown, TTL)).isFalse();
        assertThat(store().forget(unknown.key())).isFalse();
        assertThat(store().find(unknown.key())).isEmpty();
    }

    @Test
    void renewsTheLeasesOfThoseWhoHoldAndNamesThoseWhoDoNot() {
        Claim first = granted(request("renew-1", Duration.ofMinutes(10)));
        Claim second = granted(request("renew-2", Duration.ofMinutes(20)));
        Claim gone = granted(request("renew-3"));
        passBlockedUntil(first.key());
        assertThat(store().release(gone, TTL)).isTrue();

        assertThat(store().renew(List.of(first, gone, second))).containsExactly(gone);

        assertThat(blocked(request("renew-1")).remaining()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
        assertThat(blocked(request("renew-2")).remaining()).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(20));
    }

    @Test
    void renewsNothingWhenThereIsNothingToRenew() {
        assertThat(store().renew(List.of())).isEmpty();
    }

    @Test
    void keepsARenewedRecordPastItsFirstRetention() {
        ClaimRequest brief = new ClaimRequest(key("long-run"), UUID.randomUUID(), LEASE, LEASE, null);
        Claim claim = granted(brief);
        Claim longer = new Claim(claim.key(), claim.owner(), claim.fencingToken(), claim.attempt(), TTL);

        assertThat(store().renew(List.of(longer))).isEmpty();

        StoredRecord record = store().find(claim.key()).orElseThrow();
        assertThat(record.expiresAt()).isAfterOrEqualTo(record.blockedUntil());
        assertThat(record.blockedUntil()).isAfter(record.startedAt().plus(LEASE));
    }

    @Test
    void freesAReleasedKeyAtOnceAndCountsTheAttempt() {
        Claim first = granted(request("released"));
        assertThat(store().release(first, TTL)).isTrue();
        assertThat(store().find(key("released"))).isEmpty();

        Claim second = granted(request("released"));

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    }

    @Test
    void countsNoAttemptForAClaimThatIsGivenBackUncounted() {
        Claim first = granted(request("uncounted"));
        assertThat(store().release(first.notCounted(), TTL)).isTrue();
        assertThat(store().find(key("uncounted"))).isEmpty();

        Claim again = granted(request("uncounted"));
        assertThat(again.attempt()).isOne();
        assertThat(again.fencingToken()).isGreaterThan(first.fencingToken());

        assertThat(store().release(again, TTL)).isTrue();
        assertThat(store().release(granted(request("uncounted")).notCounted(), TTL))
                .isTrue();
        assertThat(granted(request("uncounted")).attempt()).isEqualTo(2);
    }

    @Test
    void freesAKeyAtOnceThatIsCompletedForNoTimeAtAll() {
        Claim first = granted(request("no-time"));
        assertThat(store().complete(first, StoredResult.value(new byte[] {1}), Duration.ZERO))
                .isTrue();
        assertThat(store().find(key("no-time"))).isEmpty();

        Claim second = granted(request("no-time"));

        assertThat(second.attempt()).isOne();
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    }

    @Test
    void forgetsTheAttemptsOfAReleasedKeyWithItsRecord() {
        assertThat(store().release(granted(request("released-long-ago")), TTL)).isTrue();
        passExpiry(key("released-long-ago"));

        assertThat(granted(request("released-long-ago")).attempt()).isOne();
    }

    @Test
    void tellsARememberedFailureUntilItMayBeRetried() {
        Claim claim = granted(request("failed"));
        assertThat(store().fail(claim, failure(), TTL, TTL.multipliedBy(2))).isTrue();

        ClaimOutcome.Blocked blocked = blocked(request("failed"));
        assertThat(blocked.record().status()).isEqualTo(RecordStatus.FAILED);
        assertThat(blocked.record().failure()).isEqualTo(failure());
        assertThat(blocked.record().attempt()).isOne();
        assertThat(blocked.remaining()).isBetween(TTL.dividedBy(2), TTL);

        passBlockedUntil(key("failed"));
        assertThat(granted(request("failed")).attempt()).isEqualTo(2);
    }

    @Test
    void keepsAFailureWithoutAMessageAndOneWithTextOfEveryKind() {
        StoredFailure silent = new StoredFailure("java.lang.Error", null, true);
        StoredFailure odd = new StoredFailure("x.Y$Z", "äöü 漢字 \uD83D\uDE00 'quoted' \"too\"\nline\\", false);
        assertThat(store().fail(granted(request("silent")), silent, TTL, TTL)).isTrue();
        assertThat(store().fail(granted(request("odd")), odd, TTL, TTL)).isTrue();

        assertThat(blocked(request("silent")).record().failure()).isEqualTo(silent);
        assertThat(blocked(request("odd")).record().failure()).isEqualTo(odd);
    }

    @Test
    void keepsThePayloadDigestOfTheAttemptThatHolds() {
        String digest = "0123456789abcdef".repeat(4);
        granted(new ClaimRequest(key("payload"), UUID.randomUUID(), LEASE, TTL, digest));

        assertThat(blocked(request("payload")).record().payloadDigest()).isEqualTo(digest);
    }

    @Test
    void findsWhatWasClaimedAndCompleted() {
        Claim claim = granted(request("found"));
        StoredRecord running = store().find(key("found")).orElseThrow();
        assertThat(running.status()).isEqualTo(RecordStatus.RUNNING);
        assertThat(running.endedAt()).isNull();
        assertThat(running.firstSeenAt()).isEqualTo(running.startedAt());

        assertThat(store().complete(claim, StoredResult.NONE, TTL)).isTrue();

        StoredRecord done = store().find(key("found")).orElseThrow();
        assertThat(done.status()).isEqualTo(RecordStatus.DONE);
        assertThat(done.owner()).isEqualTo(claim.owner());
        assertThat(done.fencingToken()).isEqualTo(claim.fencingToken());
        assertThat(done.startedAt()).isEqualTo(running.startedAt());
        Instant endedAt = done.endedAt();
        assertThat(endedAt).isNotNull().isAfterOrEqualTo(done.startedAt());
        assertThat(done.expiresAt()).isEqualTo(endedAt.plus(TTL));
        assertThat(done.blockedUntil()).isEqualTo(done.expiresAt());
    }

    @Test
    void findsNothingOnceTheRecordHasExpired() {
        assertThat(store().complete(granted(request("gone")), StoredResult.NONE, TTL))
                .isTrue();
        passExpiry(key("gone"));

        assertThat(store().find(key("gone"))).isEmpty();
    }

    @Test
    void findsARecordByTheOwnerOfItsLatestAttempt() {
        Claim stale = granted(request("by-owner"));
        passBlockedUntil(stale.key());
        Claim latest = granted(request("by-owner"));
        granted(request("by-owner-other"));
        StoredResult result = StoredResult.value(new byte[] {1, 2});
        assertThat(store().complete(latest, result, TTL)).isTrue();

        assertThat(store().findByOwner(latest.owner())).isEqualTo(store().find(latest.key()));
        assertThat(store().findByOwner(latest.owner()).orElseThrow().result()).isEqualTo(result);
        assertThat(store().findByOwner(stale.owner())).isEmpty();
        assertThat(store().findByOwner(UUID.randomUUID())).isEmpty();
    }

    @Test
    void findsNoReleasedNorExpiredRecordByItsOwner() {
        Claim released = granted(request("by-owner-released"));
        assertThat(store().release(released, TTL)).isTrue();
        Claim expired = granted(request("by-owner-expired"));
        assertThat(store().complete(expired, StoredResult.NONE, TTL)).isTrue();
        passExpiry(expired.key());

        assertThat(store().findByOwner(released.owner())).isEmpty();
        assertThat(store().findByOwner(expired.owner())).isEmpty();
    }

    @Test
    void listsVisibleRecordsOfAPrefixWithoutTheirResults() {
        assertThat(store().complete(granted(request("list:expired")), StoredResult.NONE, TTL))
                .isTrue();
        passExpiry(key("list:expired"));
        assertThat(store().release(granted(request("list:released")), TTL)).isTrue();
        Claim done = granted(request("list:done"));
        assertThat(store().complete(done, StoredResult.value(new byte[] {1}), TTL))
                .isTrue();
        assertThat(store().fail(granted(request("list:failed")), failure(), TTL, TTL))
                .isTrue();
        granted(new ClaimRequest(key("list:running"), UUID.randomUUID(), LEASE, TTL, "digest"));
        granted(request("lis"));
        granted(request("list;"));
        granted(request("LIST:upper"));

        List<StoredRecord> listed = store().list(key("list:"), null, 0, 100);

        assertThat(listed)
                .extracting(StoredRecord::key)
                .containsExactlyInAnyOrder(key("list:done"), key("list:failed"), key("list:running"));
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(listed.stream()
                        .map(record -> store().find(record.key()).orElseThrow().withoutResult())
                        .toList());
        assertThat(store().find(done.key()).orElseThrow().result()).isNotEqualTo(StoredResult.NONE);
        for (RecordStatus status : List.of(RecordStatus.DONE, RecordStatus.FAILED, RecordStatus.RUNNING)) {
            assertThat(store().list(key("list:"), status, 0, 100))
                    .isEqualTo(listed.stream()
                            .filter(record -> record.status() == status)
                            .toList())
                    .hasSize(1);
        }
        assertThat(store().list(key("list:"), RecordStatus.RELEASED, 0, 100)).isEmpty();
    }

    @Test
    void listsTheNewestFirstAPageAtATime() {
        List<String> inOrderOfTheirStart = List.of("page:b", "page:d", "page:a", "page:c");
        Instant previous = Instant.MIN;
        for (String name : inOrderOfTheirStart) {
            previous = claimedLaterThan(previous, name);
        }

        assertThat(pageOf(0, 10)).containsExactly(key("page:c"), key("page:a"), key("page:d"), key("page:b"));
        assertThat(pageOf(0, 3)).containsExactly(key("page:c"), key("page:a"), key("page:d"));
        assertThat(pageOf(1, 2)).containsExactly(key("page:a"), key("page:d"));
        assertThat(pageOf(3, 3)).containsExactly(key("page:b"));
        assertThat(pageOf(4, 3)).isEmpty();
    }

    /** Claims again and again until the store's clock has gone on. */
    private Instant claimedLaterThan(Instant previous, String name) {
        return await().until(
                        () -> {
                            store().forget(key(name));
                            granted(request(name));
                            return store().find(key(name)).orElseThrow().startedAt();
                        },
                        startedAt -> startedAt.isAfter(previous));
    }

    private List<String> pageOf(int offset, int limit) {
        return store().list(key("page:"), null, offset, limit).stream()
                .map(StoredRecord::key)
                .toList();
    }

    @Test
    void listsMoreRecordsThanAStoreReadsAtATime() {
        store().claimAll(requests("many", 1200));

        List<StoredRecord> listed = store().list(key("many"), null, 0, 2000);

        assertThat(listed).extracting(StoredRecord::key).doesNotHaveDuplicates().hasSize(1200);
        assertThat(listed).isSortedAccordingTo(StoredRecord.NEWEST_FIRST);
        assertThat(store().list(key("many"), null, 1000, 100)).isEqualTo(listed.subList(1000, 1100));
    }

    @Test
    void takesThePrefixOfAListLiterally() {
        List<String> odd =
                List.of("%", "_", "*", "?", "[a-z]", "[^a]", "\\", "!", "!%", "ä漢\uD83D\uDE00", "\uFF01", "'");
        odd.forEach(name -> granted(request("literal-" + name + ":x")));
        granted(request("literal-a:x"));

        for (String name : odd) {
            assertThat(store().list(key("literal-" + name + ":"), null, 0, 100))
                    .as(name)
                    .extracting(StoredRecord::key)
                    .containsExactly(key("literal-" + name + ":x"));
        }
    }

    @Test
    void forgetsACompletedKeyButNotItsToken() {
        Claim first = granted(request("forgotten"));
        assertThat(store().complete(first, StoredResult.NONE, TTL)).isTrue();

        assertThat(store().forget(key("forgotten"))).isTrue();
        assertThat(store().find(key("forgotten"))).isEmpty();
        assertThat(store().forget(key("forgotten"))).isFalse();

        Claim second = granted(request("forgotten"));
        assertThat(second.attempt()).isOne();
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    }

    @Test
    void doesNotLetAnExecutionCompleteThatWasForgotten() {
        Claim claim = granted(request("forgotten-while-running"));
        assertThat(store().forget(claim.key())).isTrue();

        assertThat(store().complete(claim, StoredResult.NONE, TTL)).isFalse();
        assertThat(store().find(claim.key())).isEmpty();
    }

    @Test
    void grantsGrowingTokensAlsoAfterTheRecordWasPurged() {
        long previous = 0;
        for (int round = 0; round < 5; round++) {
            Claim claim = granted(request("purged"));
            assertThat(claim.fencingToken()).isGreaterThan(previous);
            previous = claim.fencingToken();
            assertThat(store().complete(claim, StoredResult.NONE, TTL)).isTrue();
            passExpiry(claim.key());
            store().purge(Integer.MAX_VALUE);
        }
    }

    @Test
    void purgesOnlyWhatHasExpired() {
        assertThat(store().complete(granted(request("old")), StoredResult.NONE, TTL))
                .isTrue();
        passExpiry(key("old"));
        assertThat(store().complete(granted(request("young")), StoredResult.NONE, TTL))
                .isTrue();
        granted(request("running"));

        store().purge(Integer.MAX_VALUE);

        assertThat(store().find(key("old"))).isEmpty();
        assertThat(store().find(key("young"))).isPresent();
        assertThat(store().find(key("running"))).isPresent();
    }

    @Test
    void keepsKeysApartThatDifferInCaseOrTrailingSpaceOnly() {
        granted(request("Case"));
        granted(request("case"));
        granted(request("case "));
    }

    @Test
    void takesTheLongestKeyAndOneOfOddCharacters() {
        String longest =
                key("k").concat("x".repeat(ClaimRequest.MAX_KEY_LENGTH)).substring(0, 255);
        granted(new ClaimRequest(longest, UUID.randomUUID(), LEASE, TTL, null));
        granted(request("ä漢\uD83D\uDE00 '\"\\%_{}[]*?:"));

        assertThat(store().find(longest)).isPresent();
        assertThat(store().find(key("ä漢\uD83D\uDE00 '\"\\%_{}[]*?:"))).isPresent();
    }

    @Test
    void claimsEveryKeyOfABatchOnItsOwn() {
        Claim stale = granted(request("batch-stale"));
        passBlockedUntil(stale.key());
        StoredResult result = StoredResult.value(new byte[] {7, 8});
        assertThat(store().complete(granted(request("batch-done")), result, TTL))
                .isTrue();
        assertThat(store().fail(granted(request("batch-failed")), failure(), TTL, TTL))
                .isTrue();
        Claim running = granted(request("batch-running"));
        Claim released = granted(request("batch-released"));
        assertThat(store().release(released, TTL)).isTrue();
        List<ClaimRequest> requests = Stream.of("released", "done", "free", "running", "stale", "failed")
                .map(name -> request("batch-" + name))
                .toList();

        List<ClaimOutcome> outcomes = store().claimAll(requests);

        assertThat(outcomes).hasSize(6);
        assertThat(claimOf(outcomes.get(0)).attempt()).isEqualTo(2);
        assertThat(claimOf(outcomes.get(0)).fencingToken()).isGreaterThan(released.fencingToken());
        assertThat(recordOf(outcomes.get(1)).result()).isEqualTo(result);
        assertThat(claimOf(outcomes.get(2)).attempt()).isOne();
        assertThat(recordOf(outcomes.get(3)).owner()).isEqualTo(running.owner());
        assertThat(claimOf(outcomes.get(4)).fencingToken()).isGreaterThan(stale.fencingToken());
        assertThat(recordOf(outcomes.get(5)).failure()).isEqualTo(failure());
        for (int i : new int[] {0, 2, 4}) {
            Claim claim = claimOf(outcomes.get(i));
            assertThat(claim.owner()).isEqualTo(requests.get(i).owner());
            assertThat(claim.key()).isEqualTo(requests.get(i).key());
            assertThat(claim.lease()).isEqualTo(LEASE);
            assertThat(store().complete(claim, StoredResult.NONE, TTL)).isTrue();
        }
    }

    @Test
    void grantsARepeatedBatchOfTheHolderAgainWithTheSameTokens() {
        List<ClaimRequest> requests = requests("batch-repeated", 5);
        List<ClaimOutcome> first = store().claimAll(requests);

        assertThat(store().claimAll(requests))
                .isEqualTo(first)
                .allSatisfy(AbstractIdempotencyStoreContractTests::claimOf);
    }

    @Test
    void keepsTheLeaseTheRetentionAndTheDigestOfEveryClaimOfABatchApart() {
        Duration longer = Duration.ofMinutes(10);
        store().claimAll(List.of(
                new ClaimRequest(key("batch-short"), UUID.randomUUID(), LEASE, LEASE, null),
                new ClaimRequest(key("batch-long"), UUID.randomUUID(), longer, TTL, "digest")));

        ClaimOutcome.Blocked brief = blocked(request("batch-short"));
        assertThat(brief.remaining()).isBetween(LEASE.dividedBy(2), LEASE);
        assertThat(brief.record().payloadDigest()).isNull();
        assertThat(brief.record().expiresAt())
                .isEqualTo(brief.record().startedAt().plus(LEASE));
        ClaimOutcome.Blocked lasting = blocked(request("batch-long"));
        assertThat(lasting.remaining()).isBetween(longer.dividedBy(2), longer);
        assertThat(lasting.record().payloadDigest()).isEqualTo("digest");
        assertThat(lasting.record().expiresAt())
                .isEqualTo(lasting.record().startedAt().plus(TTL));
    }

    @Test
    void completesEveryExecutionOfABatchThatStillHoldsItsKeyAndNamesTheOthers() {
        Claim stale = granted(request("batch-2"));
        passBlockedUntil(stale.key());
        Claim successor = granted(request("batch-2"));
        Claim held = granted(request("batch-1"));
        Claim late = granted(request("batch-3"));
        passBlockedUntil(late.key());
        Claim forged = new Claim(late.key() + "-other", UUID.randomUUID(), 1, 1, LEASE);
        StoredResult result = StoredResult.value("x".repeat(10_000).getBytes(StandardCharsets.UTF_8));

        assertThat(store().completeAll(List.of(
                        new Completion(stale, StoredResult.NONE, TTL),
                        new Completion(late, StoredResult.UNAVAILABLE, TTL),
                        new Completion(forged, StoredResult.NONE, TTL),
                        new Completion(held, result, TTL.multipliedBy(2)))))
                .containsExactlyInAnyOrder(stale, forged);

        assertThat(store().find(stale.key()).orElseThrow().owner()).isEqualTo(successor.owner());
        assertThat(store().find(stale.key()).orElseThrow().status()).isEqualTo(RecordStatus.RUNNING);
        StoredRecord done = store().find(held.key()).orElseThrow();
        assertThat(done.status()).isEqualTo(RecordStatus.DONE);
        assertThat(done.result()).isEqualTo(result);
        Instant endedAt = done.endedAt();
        assertThat(endedAt).isNotNull();
        assertThat(done.expiresAt()).isEqualTo(endedAt.plus(TTL.multipliedBy(2)));
        assertThat(done.blockedUntil()).isEqualTo(done.expiresAt());
        assertThat(blocked(request("batch-3")).record().result()).isEqualTo(StoredResult.UNAVAILABLE);
        assertThat(store().find(forged.key())).isEmpty();
    }

    @Test
    void completesABatchOnlyOnce() {
        List<Completion> completions = store().claimAll(requests("batch-once", 3)).stream()
                .map(outcome -> new Completion(claimOf(outcome), StoredResult.NONE, TTL))
                .toList();
        assertThat(store().completeAll(completions)).isEmpty();

        assertThat(store().completeAll(completions))
                .containsExactlyInAnyOrderElementsOf(
                        completions.stream().map(Completion::claim).toList());
    }

    @Test
    void claimsAndCompletesNothingWhenThereIsNothing() {
        assertThat(store().claimAll(List.of())).isEmpty();
        assertThat(store().completeAll(List.of())).isEmpty();
    }

    @Test
    void grantsEveryKeyOfOverlappingBatchesOnce() throws Exception {
        int keys = 120;
        Map<String, AtomicInteger> grants = new ConcurrentHashMap<>();
        Race.of(6, () -> {
            List<ClaimRequest> mine = new ArrayList<>(requests("overlapping", keys));
            Collections.shuffle(mine, ThreadLocalRandom.current());
            for (int from = 0; from < keys; from += 40) {
                List<Completion> completions = new ArrayList<>();
                for (ClaimOutcome outcome : store().claimAll(mine.subList(from, from + 40))) {
                    if (outcome instanceof ClaimOutcome.Granted granted) {
                        grants.computeIfAbsent(granted.claim().key(), key -> new AtomicInteger())
                                .incrementAndGet();
                        completions.add(new Completion(granted.claim(), StoredResult.NONE, TTL));
                    }
                }
                assertThat(store().completeAll(completions)).isEmpty();
            }
        });

        assertThat(grants)
                .hasSize(keys)
                .allSatisfy((key, count) -> assertThat(count).hasValue(1));
    }

    @Test
    void grantsEachOfManyKeysToOneOfManyThreads() throws Exception {
        int threads = 32;
        int keys = 200;
        Map<String, AtomicInteger> grants = new ConcurrentHashMap<>();
        Race.of(threads, () -> {
            for (int i = 0; i < keys; i++) {
                ClaimRequest request = request("contended-" + i);
                if (store().claim(request) instanceof ClaimOutcome.Granted granted) {
                    grants.computeIfAbsent(request.key(), key -> new AtomicInteger())
                            .incrementAndGet();
                    assertThat(store().complete(granted.claim(), StoredResult.NONE, TTL))
                            .isTrue();
                }
            }
        });

        assertThat(grants)
                .hasSize(keys)
                .allSatisfy((key, count) -> assertThat(count).hasValue(1));
    }

    /**
     * The oracle: an unprotected read-modify-write under the claim. If two threads ever held the key at once, an update
     * would be lost; if a token did not grow with a grant, it would be out of order.
     */
    @Test
    void losesNoUpdateOfACounterThatTheClaimProtects() throws Exception {
        Counter counter = new Counter();
        AtomicInteger granted = new AtomicInteger();
        Race.of(8, () -> {
            for (int i = 0; i < 60; i++) {
                if (store().claim(request("counter")) instanceof ClaimOutcome.Granted grant) {
                    granted.incrementAndGet();
                    counter.incrementSlowly(grant.claim().fencingToken());
                    assertThat(endSomehow(grant.claim())).isTrue();
                }
            }
        });

        assertThat(granted.get()).isPositive();
        assertThat(counter.value).isEqualTo(granted.get());
        assertThat(counter.tokensOutOfOrder).isZero();
    }

    private boolean endSomehow(Claim claim) {
        if (ThreadLocalRandom.current().nextBoolean()) {
            return store().release(claim, TTL);
        }
        return store().fail(claim, failure(), Duration.ZERO, TTL);
    }

    /** The key of this test in the store. */
    protected final String key(String name) {
        return this.prefix + name;
    }

    private ClaimRequest request(String name) {
        return request(name, LEASE);
    }

    private ClaimRequest request(String name, Duration lease) {
        return new ClaimRequest(key(name), UUID.randomUUID(), lease, TTL, null);
    }

    private List<ClaimRequest> requests(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> request(name + "-" + i)).toList();
    }

    private Claim granted(ClaimRequest request) {
        return claimOf(store().claim(request));
    }

    private static Claim claimOf(ClaimOutcome outcome) {
        assertThat(outcome).isInstanceOf(ClaimOutcome.Granted.class);
        return ((ClaimOutcome.Granted) outcome).claim();
    }

    private static StoredRecord recordOf(ClaimOutcome outcome) {
        assertThat(outcome).isInstanceOf(ClaimOutcome.Blocked.class);
        return ((ClaimOutcome.Blocked) outcome).record();
    }

    private ClaimOutcome.Blocked blocked(ClaimRequest request) {
        ClaimOutcome outcome = store().claim(request);
        assertThat(outcome).isInstanceOf(ClaimOutcome.Blocked.class);
        return (ClaimOutcome.Blocked) outcome;
    }

    private static StoredFailure failure() {
        return new StoredFailure("java.lang.IllegalStateException", "no paper", false);
    }

    private static final class Counter {

        private volatile int value;
        private volatile int tokensOutOfOrder;
        private volatile long lastToken;

        @SuppressWarnings({"NonAtomicVolatileUpdate", "ThreadPriorityCheck"})
        void incrementSlowly(long token) {
            int read = this.value;
            long last = this.lastToken;
            Thread.yield();
            if (token <= last) {
                this.tokensOutOfOrder++;
            }
            this.lastToken = token;
            this.value = read + 1;
        }
    }
}
