package dev.idempotency.key;

import java.time.Instant;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExecutionKeyTests {

    private static ExecutionKey of(String given) {
        return of(null, given);
    }

    private static ExecutionKey of(@Nullable String scopeId, String given) {
        return ExecutionKey.of("shop", "Orders.close", scopeId == null ? "global" : "user", scopeId, given, null);
    }

    @Test
    void staysReadableAsLongAsItIsShort() {
        assertThat(of("42").full()).isEqualTo("shop:Orders.close:global:42");
        assertThat(of("ann", "42").full()).isEqualTo("shop:Orders.close:user=ann:42");
    }

    @Test
    void letsNoScopeIdPassForAnother() {
        assertThat(of("ann:1", "2").full()).isNotEqualTo(of("ann", "1:2").full());
        assertThat(of("a%3A", "1").full()).isNotEqualTo(of("a:", "1").full());
    }

    @Test
    void foldsALongKeyWithoutLosingDifferences() {
        String longKey = "x".repeat(400);

        assertThat(of(longKey).full())
                .hasSize(ExecutionKey.MAX_READABLE_LENGTH)
                .startsWith("shop:Orders.close:global:xxx")
                .isNotEqualTo(of(longKey + "y").full())
                .isEqualTo(of(longKey).full());
    }

    @Test
    void tellsTaskAndScopeOfAKeyThatIsFoldedBeforeItsGivenPart() {
        ExecutionKey parsed = ExecutionKey.parse(of("x".repeat(400), "42").full());

        assertThat(parsed.task()).isEqualTo("Orders.close");
        assertThat(parsed.scope()).isEqualTo("user");
        assertThat(parsed.given()).matches("~[0-9a-f]{64}");
    }

    @Test
    void foldsAKeyWithControlCharactersThatAStoreMightRefuse() {
        assertThat(of("a\0b").full())
                .doesNotContain("\0")
                .isNotEqualTo(of("a\nb").full());
    }

    @Test
    void cutsNoCharacterInHalf() {
        for (int padding = 0; padding < 2; padding++) {
            String folded = of("y".repeat(padding) + "\uD83D\uDE00".repeat(200)).full();
            assertThat(Character.isHighSurrogate(folded.charAt(folded.indexOf('~') - 1)))
                    .isFalse();
        }
    }

    @Test
    void isTakenApartAgain() {
        Instant now = Instant.parse("2026-11-21T10:29:59Z");
        for (String window : Arrays.asList(null, "hour", "day", "week", "month")) {
            KeyWindow.Bucket bucket =
                    window == null ? null : KeyWindow.named(window).bucketOf(now, java.time.ZoneOffset.UTC);
            ExecutionKey key = ExecutionKey.of("shop", "Orders.close", "user", "ann", "a:b", bucket);

            ExecutionKey parsed = ExecutionKey.parse(key.full());

            assertThat(parsed.task()).isEqualTo("Orders.close");
            assertThat(parsed.scope()).isEqualTo("user");
            assertThat(parsed.given()).isEqualTo("a:b");
            assertThat(parsed.full()).isEqualTo(key.full());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ExecutionKey.parse("a:b:c"));
    }

    @Test
    void showsNoMoreThanItsBeginningInLogs() {
        assertThat(of("short").toString()).isEqualTo("Orders.close[short]");
        assertThat(of("secret".repeat(20)).toString()).hasSizeLessThan(50).endsWith("…(120)]");
    }
}
