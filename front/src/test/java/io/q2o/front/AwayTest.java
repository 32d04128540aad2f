package io.q2o.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            // nobody listens on ports this low without being told to
            "q2o.front.command-api=http://127.0.0.1:9",
            "q2o.front.query-api=http://127.0.0.1:9"
        })
class AwayTest {
    @Value("${local.server.port}")
    private int port;

    @Test
    void saysThatAServiceIsAwayAndThatNothingWasDone() throws Exception {
        for (var method : new String[] {"GET", "POST", "DELETE"}) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + port + "/admin/api/tenants"))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build();
            var answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            FrontTest.assertProblem(answer, 503, "urn:q2o:problem:service-away");
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.body()).contains("nothing was done");
        }
    }
}
