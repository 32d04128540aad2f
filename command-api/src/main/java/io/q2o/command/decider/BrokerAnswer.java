package io.q2o.command.decider;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** What brokers answer to the program that folds states anew. */
final class BrokerAnswer {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private BrokerAnswer() {}

    /**
     * The answer. Blocks.
     *
     * @throws FoldRefusedException if there is none in time or a refusal, which is its cause
     */
    static <T> T of(KafkaFuture<T> asked) {
        try {
            return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException fault) {
            throw new FoldRefusedException(
                    "the broker refused: " + fault.getCause(), fault.getCause());
        } catch (TimeoutException late) {
            throw new FoldRefusedException(
                    "no answer from the broker within " + PATIENCE.toSeconds() + " s", late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new FoldRefusedException("interrupted", stop);
        }
    }
}
