package dev.idempotency.nodes;

import java.util.List;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the tasks of all nodes did to the world, beside the records. */
interface Effects {

    /** The execution did its work for the key. */
    void add(String key, String executionId);

    /** Which executions did, in no particular order. */
    List<String> of(String key);

    /** Rows of a table: they commit and roll back with the method's transaction. */
    record InTable(JdbcTemplate jdbc) implements Effects {

        @Override
        public void add(String key, String executionId) {
            this.jdbc.update("insert into effects (effect_key, execution_id) values (?, ?)", key, executionId);
        }

        @Override
        public List<String> of(String key) {
            return this.jdbc.query(
                    "select execution_id from effects where effect_key = ?", (row, number) -> row.getString(1), key);
        }
    }

    /** Entries of a list per key. */
    record InRedis(StringRedisTemplate redis, String prefix) implements Effects {

        @Override
        public void add(String key, String executionId) {
            this.redis.opsForList().rightPush(this.prefix + key, executionId);
        }

        @Override
        public List<String> of(String key) {
            List<String> executions = this.redis.opsForList().range(this.prefix + key, 0, -1);
            return executions == null ? List.of() : executions;
        }
    }
}
