package io.q2o.command.door;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every door has in common, for the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class DoorDescription {
    @Bean
    OperationCustomizer doorsHaveInCommon() {
        return (operation, _) -> describe(operation);
    }

    private static Operation describe(Operation operation) {
        operation.addParametersItem(
                header(
                        IdempotencyKey.HEADER,
                        "Your own name of this request: repeated with it, it gets the same answer"));
        operation.addParametersItem(
                header("Prefer", "respond-async: answer 202 without waiting for the decision"));
        return operation.responses(
                new ApiResponses()
                        .addApiResponse("200", done("The thing as it is now"))
                        .addApiResponse("201", done("The new thing"))
                        .addApiResponse(
                                "202",
                                new ApiResponse()
                                        .description("Appended; Location tells where to ask")
                                        .addHeaderObject("Location", new Header()))
                        .addApiResponse("409", problem("Its state does not allow it"))
                        .addApiResponse("422", problem("A field is wrong; detail names it"))
                        .addApiResponse("503", problem("Nothing was done; see Retry-After"))
                        .addApiResponse("504", problem("It may still be carried out")));
    }

    private static HeaderParameter header(String name, String description) {
        var parameter = new HeaderParameter();
        parameter.name(name).description(description).required(false).schema(new StringSchema());
        return parameter;
    }

    private static ApiResponse done(String description) {
        return new ApiResponse()
                .description(description)
                .addHeaderObject("Consistency-Token", new Header().schema(new StringSchema()))
                .content(content("application/json"));
    }

    private static ApiResponse problem(String description) {
        return new ApiResponse()
                .description(description)
                .content(content("application/problem+json"));
    }

    private static Content content(String type) {
        return new Content().addMediaType(type, new MediaType().schema(new ObjectSchema()));
    }
}
