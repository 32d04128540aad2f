package io.q2o.command;

import io.q2o.command.decider.FoldProgram;
import io.q2o.web.StrangerSupport;
import io.q2o.web.WebSupport;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/**
 * The service that takes commands and decides them; with the word {@code fold} before all other
 * arguments, the program that folds the decider's state anew and ends.
 */
@SpringBootApplication
@Import({WebSupport.class, StrangerSupport.class})
public class CommandApi {
    private static final String FOLD = "fold";

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals(FOLD)) {
            System.exit(FoldProgram.run(Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        SpringApplication.run(CommandApi.class, arguments);
    }
}
