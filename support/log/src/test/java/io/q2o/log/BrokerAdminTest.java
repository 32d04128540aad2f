package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BrokerAdminTest {
    /** Takes connections and says nothing. */
    @Test
    @Timeout(20)
    void namesTheBrokerThatDoesNotAnswer() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var brokers =
                        new BrokerAdmin(
                                KafkaSettings.local("127.0.0.1:" + silent.getLocalPort(), 1),
                                "test",
                                Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> brokers.ask(admin -> admin.listTopics().names()))
                    .isInstanceOf(BrokerException.class)
                    .hasMessage(
                            "no answer from the broker at 127.0.0.1:%d (q2o.kafka.bootstrap-servers)"
                                            .formatted(silent.getLocalPort())
                                    + " within 1 s");
        }
    }
}
