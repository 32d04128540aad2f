package io.q2o.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.schemas.platform.StoredTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What was released binds: schemas grow by optional fields alone, samples are never edited. With
 * {@code -Dcontracts=release} what is new is released first, which refuses what would break.
 */
class ReleasedContractsTest {
    @BeforeAll
    static void releasesWhatIsNewIfAsked() throws IOException {
        if (System.getProperty("contracts", "").equals("release")) {
            ContractFiles.write();
            release();
        }
    }

    private static Path releasedOf(Class<?> stored) {
        return ContractFiles.RELEASED.resolve(StoredTypes.nameOf(stored) + ".json");
    }

    @Test
    void areNeverEdited() throws IOException {
        for (var sum : ContractFiles.sums().entrySet()) {
            assertThat(Path.of(sum.getKey())).exists();
            assertThat(ContractFiles.sumOf(Path.of(sum.getKey())))
                    .as("%s was released and must stay as it is", sum.getKey())
                    .isEqualTo(sum.getValue());
        }
    }

    @Test
    void growByOptionalFieldsAlone() throws IOException {
        assertThat(breaks()).isEmpty();
    }

    @Test
    void coverEveryStoredTypeAndSample() throws IOException {
        var sums = ContractFiles.sums();
        var expected = new ArrayList<String>();
        for (var stored : StoredTypes.all()) {
            expected.add(ContractFiles.pathOf(releasedOf(stored)));
        }
        for (var sample : ContractFiles.in(ContractFiles.SAMPLES).values()) {
            expected.add(ContractFiles.pathOf(sample));
        }
        assertThat(sums.keySet())
                .as("released and stored types differ; README.md says how to release")
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(ContractFiles.in(ContractFiles.RELEASED).values())
                .allMatch(file -> sums.containsKey(ContractFiles.pathOf(file)));
    }

    private static List<String> breaks() throws IOException {
        var breaks = new ArrayList<String>();
        for (var file : ContractFiles.in(ContractFiles.RELEASED).entrySet()) {
            var present = ContractFiles.SCHEMAS.resolve(file.getKey());
            if (!Files.exists(present)) {
                breaks.add(file.getKey() + " was removed");
                continue;
            }
            Additions.breaks(ContractFiles.json(file.getValue()), ContractFiles.json(present))
                    .forEach(broken -> breaks.add(file.getKey() + broken));
        }
        return breaks;
    }

    private static void release() throws IOException {
        assertThat(breaks()).isEmpty();
        var sums = ContractFiles.sums();
        Files.createDirectories(ContractFiles.RELEASED);
        for (var stored : StoredTypes.all()) {
            var released = releasedOf(stored);
            Files.writeString(released, Files.readString(ContractFiles.schemaOf(stored)));
            sums.put(ContractFiles.pathOf(released), ContractFiles.sumOf(released));
        }
        for (var sample : ContractFiles.in(ContractFiles.SAMPLES).values()) {
            sums.putIfAbsent(ContractFiles.pathOf(sample), ContractFiles.sumOf(sample));
        }
        ContractFiles.writeSums(sums);
    }
}
