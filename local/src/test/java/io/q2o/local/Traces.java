package io.q2o.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Looks for a text in the bytes of all files below a directory. */
final class Traces {
    private Traces() {}

    /** Files below a directory whose bytes hold the text, relative to the directory. */
    static List<String> of(String text, Path directory) {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** The encoding maps bytes to characters one by one, so that nothing is lost. */
    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
