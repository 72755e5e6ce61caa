package dev.idempotency;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class IdempotencyKeyTests {

    private static final LocalDate DATE = LocalDate.of(2026, 11, 21);

    private static String of(String name, @Nullable Object... parts) {
        return IdempotencyKey.of(name, parts).toString();
    }

    @Test
    void isReadable() {
        assertThat(IdempotencyKey.of("escalation", 4711).level(2).on(DATE))
                .hasToString("escalation:4711:L2:2026-11-21");
        assertThat(IdempotencyKey.of("report").forUser("ann")).hasToString("report:user=ann");
        assertThat(of("payroll", "e-17", Status.DONE, true, 'x', new UUID(1, 2), Optional.of(9L)))
                .isEqualTo("payroll:e-17:DONE:true:x:00000000-0000-0001-0000-000000000002:9");
        assertThat(of("nightly")).isEqualTo("nightly");
    }

    /** Keys outlive releases: what was done yesterday must be found today. */
    @Test
    void neverChanges() {
        assertThat(IdempotencyKey.of("a:b=100%", "c:d").hashed("ann@example.org", 1))
                .hasToString("a%3Ab%3D100%25:c%3Ad:sha256="
                        + "dac10e38723eb2b50a71db9e1e182886e3a7287cc71d560b2f23b3e0f10668e3");
    }

    @Test
    void isNeverThatOfOtherParts() {
        Order order = new Order("7", 2);
        String digest = of("a", order).substring("a:sha256=".length());
        assertThat(Stream.of(
                        IdempotencyKey.of("a", "b", "c"),
                        IdempotencyKey.of("a", "b:c"),
                        IdempotencyKey.of("a:b", "c"),
                        IdempotencyKey.of("a:b:c"),
                        IdempotencyKey.of("a", "b%3Ac"),
                        IdempotencyKey.of("a", "b%253Ac"),
                        IdempotencyKey.of("a", "user=b"),
                        IdempotencyKey.of("a").forUser("b"),
                        IdempotencyKey.of("a", "b").forUser("c"),
                        IdempotencyKey.of("a").forUser("b:c"),
                        IdempotencyKey.of("a", order),
                        IdempotencyKey.of("a", digest),
                        IdempotencyKey.of("a", "sha256=" + digest),
                        IdempotencyKey.of("a").forUser(order),
                        IdempotencyKey.of("a").hashed("b", "c"),
                        IdempotencyKey.of("a").hashed("bc"),
                        IdempotencyKey.of("a").hashed("b").hashed("c")))
                .doesNotHaveDuplicates()
                .extracting(IdempotencyKey::toString)
                .doesNotHaveDuplicates();
    }

    @Test
    void isEqualToThatOfTheSameParts() {
        IdempotencyKey key = IdempotencyKey.of("a", 1, new Order("7", 2));

        assertThat(key)
                .isEqualTo(IdempotencyKey.of("a", "1", new Order("7", 2)))
                .hasSameHashCodeAs(IdempotencyKey.of("a", "1", new Order("7", 2)))
                .isNotEqualTo(IdempotencyKey.of("a", 1, new Order("7", 3)))
                .isNotEqualTo(key.toString());
    }

    @Test
    void doesNotChangeWhenAPartIsAdded() {
        IdempotencyKey key = IdempotencyKey.of("a");
        IdempotencyKey first = key.level(1);
        IdempotencyKey second = key.level(2);

        assertThat(List.of(key, first, second))
                .extracting(IdempotencyKey::toString)
                .containsExactly("a", "a:L1", "a:L2");
    }

    @Test
    void doesNotShowWhatIsHashed() {
        assertThat(IdempotencyKey.of("reminder").hashed("ann@example.org", new Order("secret", 1)))
                .asString()
                .matches("reminder:sha256=[0-9a-f]{64}");
    }

    @Test
    void isTheTextThatItStandsFor() {
        IdempotencyKey key = IdempotencyKey.of("a", 1);

        assertThat(new StringBuilder(key).append(key.subSequence(1, 2)).append(key.charAt(0)))
                .hasToString("a:1:a");
        assertThat(of("b", key)).isEqualTo("b:a%3A1");
    }

    @Test
    void saysWhichPartOfWhichKeyIsMissing() {
        IdempotencyKey key = IdempotencyKey.of("escalation", "secret");
        refuses(() -> key.forUser(nothing()), "Part 3 of the key 'escalation' is null");
        refuses(() -> key.forUser(" "), "Part 3 of the key 'escalation' is blank");
        refuses(() -> key.on(nothing()), "Part 3 of the key 'escalation' is null");
        refuses(() -> of("escalation", "secret", null), "Part 3 of the key 'escalation' is null");
        refuses(() -> of("escalation", "\t", "b"), "Part 2 of the key 'escalation' is blank");
        refuses(() -> of("escalation", ' '), "Part 2 of the key 'escalation' is blank");
        refuses(() -> of("escalation", Optional.empty()), "Part 2 of the key 'escalation' is null");
        refuses(() -> of("escalation", (Object[]) nothing()), "Part 2 of the key 'escalation' is null");
        refuses(() -> of(nothing()), "Part 1 of a key, its name, is null");
        refuses(() -> of(" "), "Part 1 of a key, its name, is blank");
    }

    @Test
    void saysWhichHashedValueIsMissing() {
        IdempotencyKey key = IdempotencyKey.of("reminder");
        refuses(() -> key.hashed("a", null), "Part 2 (hashed value 2) of the key 'reminder' is null");
        refuses(() -> key.hashed(""), "Part 2 (hashed value 1) of the key 'reminder' is blank");
        refuses(() -> key.hashed((Object[]) nothing()), "Part 2 (hashed value 1) of the key 'reminder' is null");
        refuses(key::hashed, "Part 2 of the key 'reminder' has nothing to be hashed");
    }

    @Test
    void refusesWhatHasNoContentThatStaysTheSame() {
        refuses(() -> of("a", Thread.currentThread()), "Part 2 of the key 'a' cannot be made", "such as its id");
        refuses(() -> IdempotencyKey.of("a").hashed("b", (Runnable) () -> {}), "argument 1 of type");
    }

    private static void refuses(Runnable making, String... message) {
        assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
                .isThrownBy(making::run)
                .withMessageContainingAll(message)
                .withMessageNotContaining("secret");
    }

    /** What an argument may be at run time, whatever is declared. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    record Order(String id, int lines) {}
}
