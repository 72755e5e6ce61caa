package dev.idempotency.sample.shifts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.IdempotentDaily;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;

/** Checks people in. */
@Service
@Profile("secure")
class CheckInService {

    private final JdbcClient database;
    private final EffectLog effects;

    CheckInService(JdbcClient database, EffectLog effects) {
        this.database = database;
        this.effects = effects;
    }

    /**
     * Once per person and day. The key says nothing of the person: the scope does, from whoever is authenticated, and
     * nobody can check in for another by what they send.
     */
    @Transactional
    @IdempotentDaily(key = "'check-in'", scope = "user")
    public CheckIn checkIn(String person) {
        CheckIn checkIn = new CheckIn(person, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        this.database
                .sql("insert into check_in (person, checked_in_at) values (:person, :at)")
                .param("person", person)
                .param("at", checkIn.at().atOffset(ZoneOffset.UTC))
                .update();
        this.effects.add(Effect.PEOPLE_CHECKED_IN, person);
        return checkIn;
    }
}
