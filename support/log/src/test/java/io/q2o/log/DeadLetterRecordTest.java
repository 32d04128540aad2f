package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterRecordTest {
    private static DeadLetterRecord letter(int length) {
        var headers = new RecordHeaders();
        CloudEventHeaders.put(headers, CloudEventHeaders.TYPE, "q2o.some.thing.v1");
        CloudEventHeaders.put(headers, CloudEventHeaders.ID, "1-2-3");
        return new DeadLetterRecord(
                "q2o.events", 1, 7, "acme", new byte[length], "no JSON", headers);
    }

    @Test
    void saysWhereItCameFromAndWhy() {
        var written = letter(3).toProduce();
        assertThat(written.topic()).isEqualTo("q2o.dead-letters");
        assertThat(written.partition()).isEqualTo(1);
        assertThat(written.key()).isEqualTo("acme");
        assertThat(written.value()).hasSize(3);
        assertThat(written.headers())
                .extracting(header ->
                        header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .containsExactly(
                        "origin-topic=q2o.events",
                        "origin-partition=1",
                        "origin-offset=7",
                        "reason=no JSON",
                        "ce_type=q2o.some.thing.v1",
                        "ce_id=1-2-3");
    }

    /** Whatever a stranger got into a topic, its place must be writable. */
    @Test
    void leavesOutWhatCouldNotBeWrittenOnceMore() {
        assertThat(letter(DeadLetterRecord.LARGEST).toProduce().value()).isNotNull();
        assertThat(letter(DeadLetterRecord.LARGEST + 1).toProduce().value()).isNull();
    }
}
