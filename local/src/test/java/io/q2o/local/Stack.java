package io.q2o.local;

import com.nimbusds.jose.jwk.JWKSet;
import io.q2o.engines.DatabaseRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The platform as real processes for tests: any number of each service from the jars that {@code
 * ./q2o up} starts, on one broker and one PostgreSQL. Logs are kept below {@code target/stacks}.
 */
final class Stack implements AutoCloseable {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** Those of the jars under test, as {@code ./q2o up} would make them after this build. */
    private static final AotCaches CACHES = trained();

    /**
     * In the minute that a test lasts the optimising compiler takes a third of the machine and
     * gives nothing back; empty for the JVMs of {@code ./q2o up}.
     */
    private static final List<String> FLAGS =
            Stream.of(System.getProperty("q2o.test.flags", "-XX:TieredStopAtLevel=1").split(" "))
                    .filter(flag -> !flag.isEmpty())
                    .toList();

    /**
     * For a door that is asked while partitions move: the answer may take as long as a killed
     * process is waited for.
     */
    static final Map<String, String> PATIENT = Map.of("q2o.door.answer-timeout", "25s");

    private final Path data;
    private final String name;
    private final LocalSecrets secrets;
    private final Programs programs;
    private final List<Member> members = new ArrayList<>();

    private Stack(String name) {
        this.name = name;
        try {
            data = Files.createTempDirectory("q2o-" + name + "-");
            Files.createDirectories(data.resolve("logs"));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        secrets = LocalSecrets.open(data);
        programs = new Programs(HOME, data, secrets);
    }

    /** An empty stack: nothing runs yet. */
    static Stack named(String name) {
        return new Stack(name);
    }

    private static AotCaches trained() {
        var caches = new AotCaches(HOME);
        if (!caches.isTrained() && !"false".equals(System.getProperty("q2o.test.train"))) {
            caches.train(System.out);
        }
        return caches;
    }

    private Member add(Program program) {
        var member = new Member(Programs.withFlags(CACHES.used(program), FLAGS), data);
        members.add(member);
        return member;
    }

    /** The broker, ready. */
    Member broker() {
        return add(programs.broker()).awaitReady();
    }

    /** PostgreSQL, ready. */
    Member postgres() {
        return add(programs.postgres()).awaitReady();
    }

    /** One more command API, with a state directory of its own; not waited for. */
    Member commandApi() {
        return commandApi(Map.of());
    }

    /**
     * @param properties beside the usual ones
     */
    Member commandApi(Map<String, String> properties) {
        return add(Programs.with(programs.commandApi(name("command-api")), properties));
    }

    /**
     * @param properties beside the usual ones
     * @param flags of its JVM, beside the usual ones
     */
    Member commandApi(Map<String, String> properties, List<String> flags) {
        var program = Programs.with(programs.commandApi(name("command-api")), properties);
        return add(Programs.withFlags(program, flags));
    }

    /**
     * The program that folds the decider's state anew, with the state directory of a command API;
     * it ends by itself.
     *
     * @param properties beside the usual ones
     */
    Member fold(Member commandApi, Map<String, String> properties) {
        var all = new TreeMap<>(properties);
        all.put("q2o.decider.state-dir", stateDirectory(commandApi).toString());
        var program = Programs.with(CACHES.used(programs.commandApi("command-api")), all);
        var command = new ArrayList<>(program.command());
        command.add(command.indexOf("io.q2o.command.CommandApi") + 1, "fold");
        return add(
                new Program(
                        name("fold"),
                        program.port(),
                        program.managementPort(),
                        command,
                        program.environment()));
    }

    /** Where a command API keeps its identity and local files. */
    Path stateDirectory(Member commandApi) {
        return data.resolve(commandApi.name());
    }

    /** One more stream processors process; not waited for. */
    Member streamProcessors() {
        return streamProcessors(Map.of());
    }

    /**
     * @param properties beside the usual ones
     */
    Member streamProcessors(Map<String, String> properties) {
        return add(Programs.with(programs.streamProcessors(name("stream-processors")), properties));
    }

    /** One more query API; not waited for. */
    Member queryApi() {
        return queryApi(Map.of());
    }

    /**
     * @param properties beside the usual ones
     */
    Member queryApi(Map<String, String> properties) {
        return add(Programs.with(programs.queryApi(name("query-api")), properties));
    }

    /** The front; not waited for. */
    Member front(int port, Member commandApi, Member queryApi) {
        return add(programs.front(port, commandApi.port(), queryApi.port()));
    }

    private String name(String service) {
        var number = members.stream().filter(one -> one.name().startsWith(service)).count() + 1;
        return number == 1 ? service : service + "-" + number;
    }

    /** Waits until every process says that it is ready. */
    void awaitReady() {
        members.forEach(Member::awaitReady);
    }

    /** The codes that its command APIs derive. */
    TypedCodes codes() {
        var all = secrets.forServices("command-api");
        return new TypedCodes(
                Objects.requireNonNull(all.get("Q2O_SECRETS_DERIVATIONKEYS_LOCAL")),
                Objects.requireNonNull(all.get("Q2O_SECRETS_PEPPERS_LOCAL")));
    }

    /** What tokens of devices are checked with. */
    JWKSet deviceKeys() {
        try {
            return JWKSet.load(data.resolve("secrets/device-jwks.json").toFile());
        } catch (IOException | ParseException fault) {
            throw new AssertionError(fault);
        }
    }

    /** Calls as an admin. */
    Calls admin() {
        return Calls.bearing(secrets.adminToken(Instant.now()));
    }

    /** A connection to the read model under a role of the platform. */
    Connection connect(DatabaseRole role) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:" + programs.postgresUrl(), role.login(), secrets.password(role.login()));
    }

    String bootstrapServers() {
        return programs.bootstrapServers();
    }

    Path data() {
        return data;
    }

    /**
     * Ends everything at once, last started first, and removes the data; logs stay. How processes
     * end when they are asked to is for other tests to see. PostgreSQL is asked, since the children
     * of a server that is gone may still write into the data.
     */
    @Override
    public void close() {
        for (var member : members.reversed()) {
            if (!member.isAlive()) {
                continue;
            }
            if (member.name().equals("postgres")) {
                member.wake();
                member.stop();
            } else {
                member.kill9();
            }
        }
        try {
            keepLogs();
            Trees.delete(data);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void keepLogs() throws IOException {
        var kept = Files.createDirectories(Path.of("target/stacks", name));
        try (var logs = Files.list(data.resolve("logs"))) {
            for (var log : logs.toList()) {
                Files.copy(
                        log, kept.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
