package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCachesTest {
    private static final List<String> PARTS =
            List.of("broker", "postgres", "command-api", "stream-processors", "query-api", "front");

    @TempDir Path home;
    private AotCaches caches;

    @BeforeEach
    void build() throws IOException {
        for (var module :
                List.of("command-api", "stream-processors", "query-api", "front", "local")) {
            var target = home.resolve(module).resolve("target");
            Files.createDirectories(target.resolve("lib"));
            Files.writeString(target.resolve("q2o-" + module + ".jar"), module);
            Files.writeString(target.resolve("lib/some.jar"), "some");
        }
        caches = new AotCaches(home);
    }

    private void trained(List<String> parts) throws IOException {
        Files.createDirectories(caches.madeOf().getParent());
        for (var part : parts) {
            Files.writeString(caches.madeOf().resolveSibling(part + ".aot"), part);
        }
        Files.writeString(caches.madeOf(), caches.present());
    }

    @Test
    void saysThatNothingWasTrained() {
        assertThat(caches.isTrained()).isFalse();
        assertThat(caches.lacking()).contains("no ahead-of-time caches");
    }

    @Test
    void givesEachInstanceTheCacheOfItsPart() throws IOException {
        trained(PARTS);
        assertThat(caches.lacking()).isNull();
        var flag = "-XX:AOTCache=" + home.resolve("local/target/aot/command-api.aot");
        assertThat(caches.used(program("command-api")).command())
                .containsExactly("java", flag, "Main");
        assertThat(caches.used(program("command-api-2")).command())
                .containsExactly("java", flag, "Main");
    }

    @Test
    void namesThePartThatHasNoneAndStartsItWithout() throws IOException {
        trained(PARTS.subList(0, 5));
        assertThat(caches.isTrained()).isTrue();
        assertThat(caches.lacking()).contains("without ahead-of-time caches: front;");
        assertThat(caches.used(program("front")).command()).containsExactly("java", "Main");
    }

    @Test
    void belongsToTheJarsItWasTrainedWith() throws IOException {
        trained(PARTS);
        Files.writeString(home.resolve("front/target/lib/some.jar"), "another");
        assertThat(caches.isTrained()).isFalse();
        assertThat(caches.lacking()).contains("no ahead-of-time caches");
    }

    private static Program program(String name) {
        return new Program(name, 1, 0, List.of("java", "Main"), Map.of());
    }
}
