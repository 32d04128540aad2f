package io.q2o.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.TreeSet;

/** Looks for a text in the bytes of all files below a directory, some of which come and go. */
final class Traces {
    private Traces() {}

    /** Files below a directory whose bytes hold the text, relative to the directory. */
    static List<String> of(String text, Path directory) {
        var found = new TreeSet<String>();
        try {
            Files.walkFileTree(
                    directory,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile() && holds(file, text)) {
                                found.add(directory.relativize(file).toString());
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException fault)
                                throws IOException {
                            if (fault instanceof NoSuchFileException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw fault;
                        }
                    });
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return List.copyOf(found);
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
