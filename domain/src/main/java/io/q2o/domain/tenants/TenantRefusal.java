package io.q2o.domain.tenants;

import io.q2o.domain.Refusal;

/** Why nothing happens to a tenant. */
sealed interface TenantRefusal extends Refusal {
    record UnknownTenant() implements TenantRefusal {
        @Override
        public String type() {
            return "tenant-not-found";
        }

        @Override
        public String detail() {
            return "Tenant not found.";
        }

        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }
    }

    record SlugTaken(String slug) implements TenantRefusal {
        @Override
        public String type() {
            return "slug-taken";
        }

        @Override
        public String detail() {
            return "slug: a tenant with the slug '"
                    + slug
                    + "' already exists or existed; take another one.";
        }

        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }
    }

    record SlugReserved(String slug) implements TenantRefusal {
        @Override
        public String type() {
            return "slug-reserved";
        }

        @Override
        public String detail() {
            return "slug: '" + slug + "' is reserved; take another one.";
        }

        @Override
        public Kind kind() {
            return Kind.INVALID;
        }
    }

    record PersonalDataAreErased() implements TenantRefusal {
        @Override
        public String type() {
            return "personal-data-erased";
        }

        @Override
        public String detail() {
            return "profile: the tenant's personal data were erased; its profile cannot change any"
                    + " more.";
        }

        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }
    }

    record VersionMismatch(long expected, long actual) implements TenantRefusal {
        @Override
        public String type() {
            return "version-mismatch";
        }

        @Override
        public String detail() {
            return "If-Match: version %d was changed meanwhile, it is %d now; read it again."
                    .formatted(expected, actual);
        }

        @Override
        public Kind kind() {
            return Kind.VERSION_MISMATCH;
        }
    }
}
