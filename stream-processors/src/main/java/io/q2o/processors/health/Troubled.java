package io.q2o.processors.health;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;

/** Something that runs all the time and says what keeps it from its work. */
public interface Troubled {
    /** Stored name. */
    String name();

    /** What is wrong at present, null while all is well. */
    @Nullable String trouble();

    /** Down as long as any of them has a trouble, with the reasons by name. */
    static Health health(List<? extends Troubled> all) {
        var health = Health.up();
        for (var one : all) {
            var trouble = one.trouble();
            if (trouble != null) {
                health.down().withDetail(one.name(), trouble);
            }
        }
        return health.build();
    }
}
