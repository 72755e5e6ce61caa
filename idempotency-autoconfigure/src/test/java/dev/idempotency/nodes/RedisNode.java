package dev.idempotency.nodes;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

import dev.idempotency.autoconfigure.IdempotencyRedisAutoConfiguration;

/** What a node has that works on Redis. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({DataRedisAutoConfiguration.class, IdempotencyRedisAutoConfiguration.class})
class RedisNode {

    @Bean
    Effects effects(StringRedisTemplate redis, @Value("${idempotency.redis.key-prefix}") String prefix) {
        return new Effects.InRedis(redis, prefix + "-effects:");
    }
}
