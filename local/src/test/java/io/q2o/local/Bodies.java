package io.q2o.local;

/** Bodies of requests as portals and devices send them. */
final class Bodies {
    private Bodies() {}

    static String tenant(String slug, String name) {
        return """
        {"name":"%s","slug":"%s","subscriptionPlan":"Pro"}\
        """
                .formatted(name, slug);
    }

    static String codes(String slug, int count, int uses) {
        return """
        {"tenant_slug":"%s","count":%d,"max_uses":%d}\
        """
                .formatted(slug, count, uses);
    }

    static String activation(String slug, String code, String fingerprint) {
        return """
        {"tenant_slug":"%s","activation_code":"%s","hw_fingerprint":"%s"}\
        """
                .formatted(slug, code, fingerprint);
    }

    static String refresh(String slug, long device, String token) {
        return """
        {"tenant_slug":"%s","device_id":%d,"refresh_token":"%s"}\
        """
                .formatted(slug, device, token);
    }

    static String heartbeat(String fingerprint) {
        return """
        {"hw_fingerprint":"%s"}\
        """
                .formatted(fingerprint);
    }
}
