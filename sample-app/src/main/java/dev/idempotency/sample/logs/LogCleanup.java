package dev.idempotency.sample.logs;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import dev.idempotency.IdempotentDaily;
import dev.idempotency.sample.effects.Effect;
import dev.idempotency.sample.effects.EffectLog;

/** Deletes what is older than a month from the activity log. */
@Component
class LogCleanup {

    private static final Logger logger = LoggerFactory.getLogger(LogCleanup.class);

    private final JdbcClient database;
    private final EffectLog effects;

    LogCleanup(JdbcClient database, EffectLog effects) {
        this.database = database;
        this.effects = effects;
    }

    /** Once a day: the first tick of the day does it, and a tick that failed leaves it to the next one. */
    @Scheduled(cron = "${facility.tick}")
    @Transactional
    @IdempotentDaily(key = "'clean-up'", lease = "5s") // shorter than the time to the next tick
    public void cleanUp() {
        int deleted = this.database
                .sql("delete from activity_log where logged_at < current_timestamp - interval '30' day")
                .update();
        logger.info("{} old log entries deleted", deleted);
        this.effects.add(Effect.LOGS_CLEANED, deleted + " entries");
    }
}
