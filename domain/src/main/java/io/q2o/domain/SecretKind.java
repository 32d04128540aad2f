package io.q2o.domain;

/** What secrets are derived for; part of what they are derived from, so never to be changed. */
public final class SecretKind {
    public static final String ACTIVATION_CODE = "activation-code";
    public static final String REFRESH_TOKEN = "refresh-token";

    private SecretKind() {}
}
