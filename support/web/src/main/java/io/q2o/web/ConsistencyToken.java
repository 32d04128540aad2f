package io.q2o.web;

import io.q2o.schemas.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;

/**
 * How far a reader must have got before it answers: one position a partition. Header form {@code
 * 3:18234,5:99}, cookie form the same with {@code .} between entries. At most {@value #MOST}
 * entries; when merging makes more, those named first leave.
 */
public final class ConsistencyToken {
    public static final String HEADER = "Consistency-Token";
    public static final String COOKIE = "q2o_position";

    /** Nothing to wait for. */
    public static final ConsistencyToken NONE = new ConsistencyToken(Map.of());

    static final int MOST = 16;
    private static final int LONGEST = MOST * 20;

    private final Map<Integer, Long> positions;

    private ConsistencyToken(Map<Integer, Long> positions) {
        this.positions = positions;
    }

    /** A token for one position; none for null. */
    public static ConsistencyToken of(@Nullable Position position) {
        return position == null
                ? NONE
                : new ConsistencyToken(Map.of(position.partition(), position.offset()));
    }

    /**
     * Reads the header, which a caller wrote on purpose.
     *
     * @throws Problem 422 naming what is wrong
     */
    public static ConsistencyToken parse(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return NONE;
        }
        var token = read(header.replace(" ", ""), ",");
        if (token == null) {
            throw Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "malformed-consistency-token",
                    HEADER
                            + " must read partition:offset, at most "
                            + MOST
                            + " of them with commas between");
        }
        return token;
    }

    /** Reads the cookie, which a browser carries along: what cannot be read is no token. */
    public static ConsistencyToken fromCookie(@Nullable String cookie) {
        if (cookie == null || cookie.isBlank()) {
            return NONE;
        }
        var token = read(cookie, "\\.");
        return token == null ? NONE : token;
    }

    private static @Nullable ConsistencyToken read(String text, String separator) {
        if (text.length() > LONGEST) {
            return null;
        }
        var positions = new LinkedHashMap<Integer, Long>();
        for (var entry : text.split(separator, -1)) {
            try {
                var position = Position.parse(entry);
                positions.merge(position.partition(), position.offset(), Math::max);
            } catch (IllegalArgumentException unreadable) {
                return null;
            }
        }
        return positions.size() > MOST ? null : new ConsistencyToken(positions);
    }

    /** Both, each partition at its later position; the other's entries count as newer. */
    public ConsistencyToken merge(ConsistencyToken other) {
        var merged = new LinkedHashMap<>(positions);
        other.positions.forEach((partition, offset) -> {
            var before = merged.remove(partition);
            merged.put(partition, before == null ? offset : Math.max(before, offset));
        });
        while (merged.size() > MOST) {
            merged.pollFirstEntry();
        }
        return new ConsistencyToken(merged);
    }

    /** Command offset (plus base) by partition. */
    public Map<Integer, Long> positions() {
        return Map.copyOf(positions);
    }

    public boolean isEmpty() {
        return positions.isEmpty();
    }

    /** {@code 3:18234,5:99}. */
    public String toHeader() {
        return joined(",");
    }

    /**
     * The cookie that carries this token for a minute: HttpOnly, Lax, no Domain, for every path.
     */
    public ResponseCookie toCookie() {
        return ResponseCookie.from(COOKIE, joined("."))
                .path("/")
                .httpOnly(true)
                .sameSite("Lax")
                .maxAge(60)
                .build();
    }

    /** Sets header and cookie; nothing for an empty token. */
    public void writeTo(HttpHeaders headers) {
        if (!isEmpty()) {
            headers.set(HEADER, toHeader());
            headers.add(HttpHeaders.SET_COOKIE, toCookie().toString());
        }
    }

    private String joined(String separator) {
        return positions.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(separator));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConsistencyToken token && positions.equals(token.positions);
    }

    @Override
    public int hashCode() {
        return positions.hashCode();
    }

    @Override
    public String toString() {
        return toHeader();
    }
}
