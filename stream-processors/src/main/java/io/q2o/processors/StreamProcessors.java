package io.q2o.processors;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;

/** The service that reads events and fills the read model. */
@SpringBootApplication(exclude = R2dbcAutoConfiguration.class)
public class StreamProcessors {
    public static void main(String[] arguments) {
        SpringApplication.run(StreamProcessors.class, arguments);
    }
}
