package io.q2o.engines;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;

/** Where test engines come from. */
sealed interface TestEngineSource permits EmbeddedTestEngines, ContainerTestEngines {

    Broker startBroker();

    Database startDatabase(DatabasePasswords passwords);

    Database emptyDatabase(Database server, String name);

    static TestEngineSource chosen(String wish) {
        return switch (wish) {
            case "embedded" -> new EmbeddedTestEngines();
            case "containers" -> new ContainerTestEngines();
            case "" -> dockerAnswers() ? new ContainerTestEngines() : new EmbeddedTestEngines();
            default ->
                    throw new EngineException(
                            "q2o.engines is " + wish + ", not embedded or containers", null);
        };
    }

    private static boolean dockerAnswers() {
        boolean worthAsking =
                System.getenv("DOCKER_HOST") != null
                        || Files.exists(Path.of("/var/run/docker.sock"))
                        || Files.exists(
                                Path.of(
                                        System.getProperty("user.home"),
                                        ".docker",
                                        "run",
                                        "docker.sock"));
        return worthAsking && DockerClientFactory.instance().isDockerAvailable();
    }
}
