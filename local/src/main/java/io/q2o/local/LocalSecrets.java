package io.q2o.local;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.q2o.engines.DatabasePasswords;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** Keys and passwords of one local platform: made once, kept for its owner only. */
final class LocalSecrets {
    static final String ISSUER = "http://issuer.q2o.local";

    private static final List<String> KEYS =
            List.of(
                    "Q2O_SECRETS_MASTERKEY",
                    "Q2O_SECRETS_FINGERPRINTKEY",
                    "Q2O_SECRETS_HARDWAREKEY",
                    "Q2O_SECRETS_DERIVATIONKEYS_LOCAL",
                    "Q2O_SECRETS_PEPPERS_LOCAL");

    /** Whoever holds these can make every secret there is. */
    private static final Set<String> COMMAND_API_ONLY =
            Set.of(
                    "Q2O_SECRETS_FINGERPRINTKEY",
                    "Q2O_SECRETS_HARDWAREKEY",
                    "Q2O_SECRETS_DERIVATIONKEYS_LOCAL");

    private static final List<String> PASSWORDS =
            List.of("q2o_owner", "q2o_projector", "q2o_query", "q2o_query_admin");
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    private final Path directory;
    private final Properties values = new Properties();
    private final RSAKey issuer;
    private final RSAKey devices;

    private LocalSecrets(Path directory, RSAKey issuer, RSAKey devices) {
        this.directory = directory;
        this.issuer = issuer;
        this.devices = devices;
    }

    /** Reads the secrets of a platform, making those that are missing. */
    static LocalSecrets open(Path data) {
        try {
            var directory = Files.createDirectories(data.resolve("secrets"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            var secrets = new LocalSecrets(directory, issuer(directory), devices(directory));
            secrets.complete();
            return secrets;
        } catch (IOException | JOSEException | ParseException fault) {
            throw new LocalFaultException(
                    "the secrets in " + data + " cannot be used: " + fault.getMessage());
        }
    }

    private static RSAKey issuer(Path directory) throws IOException, JOSEException, ParseException {
        var key = key(directory, "issuer.jwk");
        Files.writeString(directory.resolve("jwks.json"), new JWKSet(key.toPublicJWK()).toString());
        return key;
    }

    /** The keys of device tokens: with private parts for command-api, without for the others. */
    private static RSAKey devices(Path directory)
            throws IOException, JOSEException, ParseException {
        var key = key(directory, "devices.jwk");
        ownersOnly(directory.resolve("device-keys.json"), new JWKSet(key).toString(false));
        ownersOnly(directory.resolve("device-jwks.json"), new JWKSet(key.toPublicJWK()).toString());
        return key;
    }

    private static RSAKey key(Path directory, String name)
            throws IOException, JOSEException, ParseException {
        var file = directory.resolve(name);
        if (!Files.exists(file)) {
            var key = new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
            ownersOnly(file, key.toJSONString());
        }
        return RSAKey.parse(Files.readString(file));
    }

    private void complete() throws IOException {
        var file = directory.resolve("secrets.properties");
        if (Files.exists(file)) {
            values.load(new StringReader(Files.readString(file)));
        }
        var before = values.size();
        KEYS.forEach(key -> values.computeIfAbsent(key, _ -> random()));
        PASSWORDS.forEach(role -> values.computeIfAbsent(role, _ -> random()));
        if (values.size() != before) {
            var text = new StringWriter();
            values.store(text, null);
            ownersOnly(file, text.toString());
        }
    }

    private static void ownersOnly(Path file, String text) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, text);
    }

    private static String random() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Variables of PostgreSQL's process. */
    Map<String, String> forPostgres() {
        return new DatabasePasswords(
                        values.getProperty("q2o_owner"),
                        values.getProperty("q2o_projector"),
                        values.getProperty("q2o_query"),
                        values.getProperty("q2o_query_admin"))
                .toEnvironment();
    }

    /** Password of a role such as {@code q2o_owner}. */
    String password(String role) {
        return values.getProperty(role);
    }

    /** Variables of the services: Spring reads them as properties. */
    Map<String, String> forServices(String module) {
        var all = new TreeMap<String, String>();
        var isCommandApi = module.equals("command-api");
        KEYS.stream()
                .filter(key -> isCommandApi || !COMMAND_API_ONLY.contains(key))
                .forEach(key -> all.put(key, values.getProperty(key)));
        if (isCommandApi) {
            all.put("Q2O_SECRETS_DERIVATIONKEYID", "local");
            all.put("Q2O_DEVICES_SIGNINGKEYID", devices.getKeyID());
        }
        all.put(
                "Q2O_DEVICES_JWKSETFILE",
                directory
                        .resolve(isCommandApi ? "device-keys.json" : "device-jwks.json")
                        .toString());
        PASSWORDS.forEach(role ->
                all.put(
                        "Q2O_POSTGRES_"
                                + role.substring("q2o_".length())
                                        .replace("_", "")
                                        .toUpperCase(Locale.ROOT)
                                + "PASSWORD",
                        values.getProperty(role)));
        all.put("Q2O_SECURITY_ISSUER", ISSUER);
        all.put("Q2O_SECURITY_JWKSETFILE", directory.resolve("jwks.json").toString());
        return all;
    }

    /** A token of the local issuer with the admin role. */
    String adminToken(Instant now) {
        var token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(issuer.getKeyID()).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(ISSUER)
                                .audience("q2o-admin")
                                .subject("local-admin")
                                .claim("roles", List.of("admin"))
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plus(TOKEN_LIFE)))
                                .build());
        try {
            token.sign(new RSASSASigner(issuer));
        } catch (JOSEException fault) {
            throw new LocalFaultException("the token cannot be signed: " + fault.getMessage());
        }
        return token.serialize();
    }
}
