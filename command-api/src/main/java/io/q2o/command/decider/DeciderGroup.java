package io.q2o.command.decider;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The consumer group of all deciders, seen from outside. */
final class DeciderGroup {
    private final Admin admin;

    DeciderGroup(Admin admin) {
        this.admin = admin;
    }

    /**
     * @throws FoldRefusedException naming the members if there are any
     */
    void refuseMembers() {
        var members = members();
        if (!members.isEmpty()) {
            throw new FoldRefusedException(
                    "the decider runs: stop every command-api first (one that was killed leaves the"
                            + " group after 6 s); members of group "
                            + DeciderRuntime.APPLICATION
                            + " are "
                            + String.join(", ", members));
        }
    }

    private List<String> members() {
        try {
            return BrokerAnswer.of(
                            admin.describeConsumerGroups(List.of(DeciderRuntime.APPLICATION)).all())
                    .values()
                    .stream()
                    .flatMap(group -> group.members().stream())
                    .map(DeciderGroup::text)
                    .sorted()
                    .toList();
        } catch (FoldRefusedException refused) {
            if (refused.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw refused;
        }
    }

    private static String text(MemberDescription member) {
        var partitions =
                member.assignment().topicPartitions().stream()
                        .map(one -> Integer.toString(one.partition()))
                        .sorted()
                        .collect(Collectors.joining(" "));
        return "%s at %s (partitions %s)"
                .formatted(
                        member.groupInstanceId().orElse(member.consumerId()),
                        member.host(),
                        partitions);
    }
}
