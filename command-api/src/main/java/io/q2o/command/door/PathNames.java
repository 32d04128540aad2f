package io.q2o.command.door;

import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.q2o.schemas.operations.DeadLetterId;
import io.q2o.web.Problem;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** Names of things in paths: what cannot exist is unknown, before anything reaches the log. */
public final class PathNames {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Set<String> RESERVED = Set.of("platform", "catalogue");

    /** JSON numbers are exact up to here. */
    private static final long LARGEST = (1L << 53) - 1;

    private PathNames() {}

    /**
     * Whether a text has the form of a slug: 3 to 100 lower-case letters, digits, single dashes.
     */
    public static boolean isSlug(String text) {
        return text.length() >= 3 && text.length() <= 100 && SLUG.matcher(text).matches();
    }

    /** Whether a slug is kept for the platform itself. */
    public static boolean isReserved(String slug) {
        return RESERVED.contains(slug);
    }

    /**
     * A slug in a path.
     *
     * @throws Problem 404 if no tenant can have it
     */
    public static String slug(String text) {
        if (!isSlug(text) || isReserved(text)) {
            throw unknown("tenant-not-found", "Tenant not found.");
        }
        return text;
    }

    /**
     * A number of a plan in a path.
     *
     * @throws Problem 404 if no plan can have it
     */
    public static long plan(String text, int partitions) {
        return entity(text, partitions, "plan-not-found", "Plan not found.");
    }

    /**
     * A number of an activation code in a path.
     *
     * @throws Problem 404 if no code can have it
     */
    public static long code(String text, int partitions) {
        return entity(text, partitions, "unknown-code", "Code not found.");
    }

    /**
     * A number of a device in a path.
     *
     * @throws Problem 404 if no device can have it
     */
    public static long device(String text, int partitions) {
        return entity(text, partitions, "unknown-device", "Device not found.");
    }

    /**
     * A record that a projection has set aside.
     *
     * @throws Problem 404 if no projection that follows orders can have set it aside
     */
    public static DeadLetterId deadLetter(String text) {
        try {
            var id = DeadLetterId.parse(text);
            if (DeadLetterId.PARKING.contains(id.projection())
                    && (id.slug().equals(Topics.CATALOGUE)
                            || isSlug(id.slug()) && !isReserved(id.slug()))) {
                return id;
            }
        } catch (IllegalArgumentException impossible) {
            // said below
        }
        throw unknown("unknown-dead-letter", "Dead letter not found.");
    }

    private static long entity(String text, int partitions, String type, String detail) {
        try {
            var id = Long.parseLong(text);
            if (id > 0 && id <= LARGEST && Position.ofEntity(id).partition() < partitions) {
                return id;
            }
        } catch (IllegalArgumentException impossible) {
            // said below
        }
        throw unknown(type, detail);
    }

    private static Problem unknown(String type, String detail) {
        return Problem.of(HttpStatus.NOT_FOUND, type, detail);
    }
}
