package io.q2o.schemas;

import io.q2o.schemas.platform.StoredTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The committed files of the contract, by their paths in the module. */
final class ContractFiles {
    static final Path SCHEMAS = Path.of("src/main/resources/schemas");
    static final Path SAMPLES = Path.of("src/main/resources/samples");
    static final Path ASYNC_API = Path.of("src/main/resources/asyncapi.yaml");
    static final Path RELEASED = Path.of("src/test/resources/released");
    static final Path SUMS = Path.of("src/test/resources/released.sha256");

    private static final String JSON = ".json";

    private ContractFiles() {}

    static Path schemaOf(Class<?> stored) {
        return SCHEMAS.resolve(StoredTypes.nameOf(stored) + JSON);
    }

    /** What the records say that the generated files hold. */
    static SortedMap<Path, String> generated() {
        var files = new TreeMap<Path, String>();
        for (var stored : StoredTypes.all()) {
            files.put(schemaOf(stored), StoredJson.pretty(JsonSchemas.of(stored)));
        }
        files.put(ASYNC_API, AsyncApi.document());
        return files;
    }

    static void write() throws IOException {
        Files.createDirectories(SCHEMAS);
        for (var file : generated().entrySet()) {
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    /** The files of a directory by name, nothing if there is no such directory. */
    static SortedMap<String, Path> in(Path directory) throws IOException {
        var found = new TreeMap<String, Path>();
        if (Files.isDirectory(directory)) {
            try (var files = Files.list(directory)) {
                files.forEach(file -> found.put(file.getFileName().toString(), file));
            }
        }
        return found;
    }

    /** The type that a sample shows: {@code <type>.json}, and {@code <type>-<n>.json} for more. */
    static String typeOfSample(String fileName) {
        return fileName.replaceFirst("(-\\d+)?\\.json$", "");
    }

    static JsonNode json(Path file) throws IOException {
        return StoredJson.MAPPER.readTree(Files.readString(file));
    }

    /** Checksums of everything released, by path. */
    static SortedMap<String, String> sums() throws IOException {
        var sums = new TreeMap<String, String>();
        if (Files.exists(SUMS)) {
            for (var line : Files.readAllLines(SUMS)) {
                sums.put(line.substring(66), line.substring(0, 64));
            }
        }
        return sums;
    }

    static void writeSums(Map<String, String> sums) throws IOException {
        var text = new StringBuilder();
        sums.forEach((path, sum) -> text.append(sum).append("  ").append(path).append('\n'));
        Files.writeString(SUMS, text);
    }

    static String sumOf(Path file) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var text = Files.readString(file).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest.digest(text));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    static String pathOf(Path file) {
        return file.toString().replace('\\', '/');
    }
}
