package dev.idempotency.sample.tokens;

import java.util.List;

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
        List<String> owners =
                this.database.sql("""
                        select owner from access_token
                        where expires_at < current_timestamp + interval '7' day
                        order by expires_at, id
                        """).query((row, number) -> row.getString(1)).list();
        this.effects.add(Effect.TOKENS_REPORTED, owners.size() + " tokens");
        this.mailer.send(new Mail(
                this.addresses.security(), owners.size() + " access tokens to renew", String.join("\n", owners)));
    }
}
