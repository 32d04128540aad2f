package io.q2o.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How one part of the platform is started.
 *
 * @param name as people and {@code running.json} know it
 * @param port where it listens
 * @param managementPort where its health is, 0 if it has none
 * @param command whole command line
 * @param environment variables beside those of this process
 */
record Program(
        String name,
        int port,
        int managementPort,
        List<String> command,
        Map<String, String> environment) {
    /**
     * A Java program that ends when its starter ends.
     *
     * @param jvm flags of its JVM
     * @param classPath jars
     */
    static List<String> java(
            List<String> jvm, List<Path> classPath, String main, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-XX:+UseSerialGC");
        // compilers take much native memory for a moment, mostly while starting
        command.add("-XX:TrimNativeHeapInterval=5000");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-cp");
        command.add(
                String.join(
                        System.getProperty("path.separator"),
                        classPath.stream().map(Path::toString).toList()));
        command.add(main);
        command.addAll(arguments);
        return command;
    }
}
