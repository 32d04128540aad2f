package io.q2o.schemas;

import io.q2o.schemas.platform.StoredTypes;
import java.util.List;

/** The AsyncAPI document of the topics that others read and write, made of the sealed roots. */
final class AsyncApi {
    private final StringBuilder text = new StringBuilder();

    private AsyncApi() {}

    static String document() {
        return new AsyncApi().write();
    }

    private String write() {
        text.append(
                """
                # Made of the sealed roots of commands, events and telemetry; README.md says how to make it anew.
                asyncapi: 3.0.0
                info:
                  title: Q2O
                  version: '1'
                  description: >-
                    Commands and events of the platform. Every record is a CloudEvent 1.0 in Kafka's binary mode:
                    attributes are headers, the value is JSON without nulls. Within a version of a type changes are
                    additions of optional fields; readers ignore fields they do not know.
                defaultContentType: application/json
                channels:
                """);
        channel(
                "events",
                Topics.EVENTS,
                "Events",
                "Facts, kept for ever, in order per key. The record key is the tenant's slug, or"
                        + " catalogue.");
        messages(StoredTypes.EVENT_ROOTS);
        channel(
                "telemetry",
                Topics.TELEMETRY,
                "Telemetry",
                "Passing facts, kept for seven days. The record key is the tenant's slug.");
        messages(StoredTypes.TELEMETRY_ROOTS);
        channel(
                "commands",
                Topics.COMMANDS,
                "Commands",
                "Requests, kept for seven days. The record key is the tenant's slug, catalogue, or"
                        + " id:<number> of an entity.");
        messages(StoredTypes.COMMAND_ROOTS);
        text.append(
                """
                operations:
                  readEvents:
                    action: receive
                    channel: {$ref: '#/channels/events'}
                  readTelemetry:
                    action: receive
                    channel: {$ref: '#/channels/telemetry'}
                  appendCommands:
                    action: send
                    channel: {$ref: '#/channels/commands'}
                components:
                  messages:
                """);
        StoredTypes.EVENT_ROOTS.forEach(root -> components(root, "EventHeaders"));
        StoredTypes.TELEMETRY_ROOTS.forEach(root -> components(root, "TelemetryHeaders"));
        StoredTypes.COMMAND_ROOTS.forEach(root -> components(root, "CommandHeaders"));
        text.append(
                """
                  schemas:
                    EventHeaders:
                      type: object
                      required: [ce_specversion, ce_id, ce_type, ce_source, ce_subject, ce_time, ce_dataschema, ce_position,
                        ce_correlationid, ce_causationid, ce_actor, ce_tenantversion, content-type]
                      properties:
                        ce_specversion: {type: string, const: '1.0'}
                        ce_id: {type: string, description: 'partition-offset-n of the command and the event in it'}
                        ce_type: {type: string}
                        ce_source: {type: string, const: /q2o/command-api}
                        ce_subject: {type: string, description: 'tenants/<slug>, tenants/<slug>/devices/<id>, plans/<id>'}
                        ce_time: {type: string, format: date-time, description: log time of the command}
                        ce_dataschema: {type: string, description: 'urn:q2o:schema:<type>'}
                        ce_position: {type: string, description: 'partition:offset of the command'}
                        ce_correlationid: {type: string}
                        ce_causationid: {type: string, description: ce_id of the command}
                        ce_actor: {type: string, description: 'kind:id of who asked'}
                        ce_tenantversion: {type: string, description: 'number of the event among those of its key'}
                        traceparent: {type: string}
                        content-type: {type: string, const: application/json}
                    TelemetryHeaders:
                      type: object
                      required: [ce_specversion, ce_id, ce_type, ce_source, ce_subject, ce_time, ce_dataschema, ce_position,
                        ce_correlationid, ce_causationid, ce_actor, content-type]
                      properties:
                        ce_specversion: {type: string, const: '1.0'}
                        ce_id: {type: string, description: 'partition-offset-n of the command and the fact in it'}
                        ce_type: {type: string}
                        ce_source: {type: string, const: /q2o/command-api}
                        ce_subject: {type: string, description: 'tenants/<slug>/devices/<id>'}
                        ce_time: {type: string, format: date-time, description: log time of the command}
                        ce_dataschema: {type: string, description: 'urn:q2o:schema:<type>'}
                        ce_position: {type: string, description: 'partition:offset of the command'}
                        ce_correlationid: {type: string}
                        ce_causationid: {type: string, description: ce_id of the command}
                        ce_actor: {type: string, description: 'kind:id of who asked'}
                        traceparent: {type: string}
                        content-type: {type: string, const: application/json}
                    CommandHeaders:
                      type: object
                      required: [ce_type, ce_id, ce_correlationid, actor, rules, content-type]
                      properties:
                        ce_type: {type: string}
                        ce_id: {type: string, format: uuid}
                        ce_correlationid: {type: string}
                        idempotency-scope: {type: string}
                        idempotency-key: {type: string}
                        fingerprint: {type: string}
                        actor: {type: string, description: 'kind:id of who asks'}
                        rules: {type: string, description: version of the rules that may decide it}
                        key-id: {type: string, description: key that secrets are derived from}
                        traceparent: {type: string}
                        content-type: {type: string, const: application/json}
                """);
        return text.toString();
    }

    private void channel(String name, String topic, String title, String what) {
        text.append(
                """
                  %s:
                    address: %s
                    title: %s
                    description: "%s"
                    messages:
                """
                        .formatted(name, topic, title, what));
    }

    private void messages(List<? extends Class<?>> roots) {
        for (var root : roots) {
            for (var type : root.getPermittedSubclasses()) {
                text.append(
                        "      %s: {$ref: '#/components/messages/%s'}\n"
                                .formatted(type.getSimpleName(), type.getSimpleName()));
            }
        }
    }

    private void components(Class<?> root, String headers) {
        for (var type : root.getPermittedSubclasses()) {
            var name = StoredTypes.nameOf(type);
            text.append(
                    """
                        %s:
                          name: %s
                          headers: {$ref: '#/components/schemas/%s'}
                          payload:
                            schemaFormat: application/schema+json;version=draft-2020-12
                            schema: {$ref: './schemas/%s.json'}
                          bindings:
                            kafka: {key: {type: string}}
                    """
                            .formatted(type.getSimpleName(), name, headers, name));
        }
    }
}
