package dev.idempotency.sample.tokens;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.IdempotentDaily;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;
import dev.idempotency.sample.mail.Addresses;
import dev.idempotency.sample.mail.Mail;
import dev.idempotency.sample.mail.Mailer;

/** Tells those in charge of security which access tokens have expired, or will within a week. */
@Component
class TokenReport {

    private final JdbcClient database;
    private final Mailer mailer;
    private final Addresses addresses;
    private final EffectLog effects;

    TokenReport(JdbcClient database, Mailer mailer, Addresses addresses, EffectLog effects) {
        this.database = database;
        this.mailer = mailer;
        this.addresses = addresses;
        this.effects = effects;
    }

    /** Once a day, by the first tick of the day. */
    @Scheduled(cron = "${facility.tick}")
    @Transactional
    @IdempotentDaily(key = "'report'", lease = "5s") // shorter than the time to the next tick
    public void send() {
        List<Token> due = this.database
                .sql("""
                        select owner, expires_at from access_token
                        where expires_at < current_timestamp + interval '7' day
                        order by expires_at, id
                        """)
                .query((row, number) ->
                        new Token(row.getString("owner"), row.getObject("expires_at", OffsetDateTime.class)))
                .list();
        this.effects.add(Effect.TOKENS_REPORTED, due.size() + " tokens");
        this.mailer.send(new Mail(
                this.addresses.security(),
                due.size() + " access tokens to renew",
                due.stream().map(Token::line).collect(Collectors.joining("\n"))));
    }

    private record Token(String owner, OffsetDateTime expiresAt) {

        String line() {
            return this.owner + " until " + this.expiresAt;
        }
    }
}
