package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisWordTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            OOM command not allowed when used memory > 'maxmemory'.                                                       | OOM
            ERR Error running script (call to f_0a): @user_script:1: @user_script: 1: -OOM command not allowed            | OOM
            READONLY You can't write against a read only replica.                                                         | READONLY
            ERR Error running script (call to f_0a): @user_script:3: -READONLY You can't write against a read only replica. | READONLY
            MISCONF Redis is configured to save RDB snapshots, but it is currently not able to persist on disk.           | MISCONF
            NOREPLICAS Not enough good replicas to write.                                                                 | NOREPLICAS
            MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.                              | MASTERDOWN
            LOADING Redis is loading the dataset in memory                                                                | LOADING
            BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.                        | BUSY
            CLUSTERDOWN The cluster is down                                                                               | CLUSTERDOWN
            TRYAGAIN Multiple keys request during rehashing of slot                                                       | TRYAGAIN
            MOVED 3999 127.0.0.1:6381                                                                                     | MOVED
            NOAUTH Authentication required.                                                                               | NOAUTH
            WRONGPASS invalid username-password pair or user is disabled.                                                 | WRONGPASS
            NOPERM this user has no permissions to run the 'eval' command or its subcommand                               | NOPERM
            ERR Error running script (call to f_0a): @user_script:1: The user executing the script can't run this command | NOPERM
            ERR ACL failure in script: User x has no permissions to run the 'hset' command script: 0a, on @user_script:1. | NOPERM
            ERR max number of clients reached                                                                             | too many clients
            ERR unknown command `EVAL`, with args beginning with:                                                         | unknown command
            ERR something with a secret in it                                                                             | ERR
            """)
    void theWordOfAnErrorIsRedisOwnWhereverItStandsInIt(String error, String word) {
        assertThat(RedisWord.of(ErrorType.create(error))).isEqualTo(word);
        assertThat(RedisWord.ofOneValue(ErrorType.create(error))).isFalse();
    }

    @Test
    void whatIsOfOneValueSaysNothingOfTheServer() {
        assertThat(RedisWord.ofOneValue(ErrorType.create("WRONGTYPE Operation against a key")))
                .isTrue();
        assertThat(RedisWord.ofOneValue(ErrorType.create(
                        "ERR Error running script (call to f_0a): @user_script:4: attempt to compare")))
                .isTrue();
        assertThat(RedisWord.ofOneValue(new NumberFormatException())).isTrue();
        assertThat(RedisWord.ofOneValue(new IOException())).isFalse();
        assertThat(RedisWord.of(new IOException("what was sent"))).isEqualTo("IOException");
    }
}
