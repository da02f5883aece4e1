package io.kairosgateway.ledger;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Singleton;

/** Takes from {@code quarkus.redis.*} how to reach Redis, for connections that are made here. */
@Singleton
class RedisClientOptions implements RedisOptionsCustomizer {

    private RedisOptions commands;

    @Override
    public void customize(String client, RedisOptions options) {
        if (client.equals(RedisConfig.DEFAULT_CLIENT_NAME)) {
            commands = new RedisOptions(options);
        }
    }

    RedisOptions commands() {
        return commands;
    }
}
