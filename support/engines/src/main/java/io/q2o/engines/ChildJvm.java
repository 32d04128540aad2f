package io.q2o.engines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Java program to run as a child: on this JVM's own Java, in a session of its own where the
 * system can do that (so that Ctrl-C reaches the parent only), ending when the parent ends.
 *
 * @param classPath entries; must hold {@link WatchedProcess}
 * @param environment added to this process's own; the place for secrets
 * @param log what the program prints is appended to this file
 * @param afterParent how long it lives on after the parent's end, for those that others need to end
 *     in order
 */
public record ChildJvm(
        String mainClass,
        List<String> arguments,
        List<String> classPath,
        List<String> jvmOptions,
        Map<String, String> environment,
        Path log,
        Duration afterParent) {

    private static final boolean OWN_SESSION = Files.isExecutable(Path.of("/usr/bin/setsid"));

    public ChildJvm {
        arguments = List.copyOf(arguments);
        classPath = List.copyOf(classPath);
        jvmOptions = List.copyOf(jvmOptions);
        environment = Map.copyOf(environment);
    }

    /**
     * @throws EngineException when the process cannot be started or its log not written
     */
    public Process start() {
        var command = new ArrayList<String>();
        if (OWN_SESSION) {
            command.add("/usr/bin/setsid");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
        command.add(WatchedProcess.class.getName());
        command.add(mainClass);
        command.addAll(arguments);

        var builder =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment()
                .put(WatchedProcess.PARENT, Long.toString(ProcessHandle.current().pid()));
        builder.environment().put(WatchedProcess.GRACE, Long.toString(afterParent.toMillis()));
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            return builder.start();
        } catch (IOException e) {
            throw new EngineException(mainClass + " cannot be started: " + e.getMessage(), e);
        }
    }
}
