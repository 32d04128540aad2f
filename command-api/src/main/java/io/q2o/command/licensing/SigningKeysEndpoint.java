package io.q2o.command.licensing;

import com.nimbusds.jose.jwk.JWKSet;
import io.q2o.command.secrets.AccessTokens;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The public keys of device tokens, for whoever checks them. */
@RestController
class SigningKeysEndpoint {
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final JWKSet keys;

    SigningKeysEndpoint(AccessTokens tokens) {
        keys = tokens.publicKeys();
    }

    @GetMapping("/.well-known/jwks.json")
    @SecurityRequirements
    ResponseEntity<Map<String, Object>> keys() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(FRESH).cachePublic())
                .body(keys.toJSONObject());
    }
}
