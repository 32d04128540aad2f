package io.q2o.processors.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.resources.LoopResources;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PostgresSettings.class)
class PostgresConfiguration {
    /** Loops of their own: shared ones would put all connections on one. */
    @Bean(destroyMethod = "dispose")
    LoopResources databaseLoops() {
        return LoopResources.create(
                "postgres", Runtime.getRuntime().availableProcessors(), 1, true, false);
    }

    @Bean(destroyMethod = "dispose")
    ConnectionPool projectorPool(PostgresSettings settings, LoopResources databaseLoops) {
        var url = settings.url();
        var factory =
                new PostgresqlConnectionFactory(
                        PostgresqlConnectionConfiguration.builder()
                                .host(url.getHost())
                                .port(url.getPort() < 0 ? 5432 : url.getPort())
                                .database(url.getPath().substring(1))
                                .username("q2o_projector")
                                .password(settings.projectorPassword())
                                .applicationName("q2o-stream-processors")
                                .connectTimeout(Duration.ofSeconds(5))
                                .statementTimeout(Duration.ofSeconds(15))
                                .tcpKeepAlive(true)
                                .loopResources(databaseLoops)
                                .build());
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(factory)
                        .name("projector")
                        .initialSize(0)
                        .maxSize(settings.projectorPool())
                        .maxAcquireTime(Duration.ofSeconds(5))
                        .maxIdleTime(Duration.ofMinutes(10))
                        .validationQuery("select 1")
                        .build());
    }
}
