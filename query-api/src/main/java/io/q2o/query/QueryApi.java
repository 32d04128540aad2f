package io.q2o.query;

import io.q2o.web.WebSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** The service that answers reads from the read model. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(WebSupport.class)
public class QueryApi {
    public static void main(String[] arguments) {
        SpringApplication.run(QueryApi.class, arguments);
    }
}
