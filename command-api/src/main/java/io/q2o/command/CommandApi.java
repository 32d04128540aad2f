package io.q2o.command;

import io.q2o.web.StrangerSupport;
import io.q2o.web.WebSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** The service that takes commands and decides them. */
@SpringBootApplication
@Import({WebSupport.class, StrangerSupport.class})
public class CommandApi {
    public static void main(String[] arguments) {
        SpringApplication.run(CommandApi.class, arguments);
    }
}
