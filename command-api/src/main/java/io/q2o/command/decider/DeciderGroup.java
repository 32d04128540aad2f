package io.q2o.command.decider;

import io.q2o.log.BrokerAdmin;
import io.q2o.log.BrokerException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The consumer group of all deciders, seen from outside. */
final class DeciderGroup {
    private final BrokerAdmin brokers;

    DeciderGroup(BrokerAdmin brokers) {
        this.brokers = brokers;
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
            return described().map(DeciderGroup::text).sorted().toList();
        } catch (BrokerException refused) {
            if (refused.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw refused;
        }
    }

    private Stream<MemberDescription> described() {
        return brokers
                .ask(admin ->
                        admin.describeConsumerGroups(List.of(DeciderRuntime.APPLICATION)).all())
                .values()
                .stream()
                .flatMap(group -> group.members().stream());
    }

    /**
     * Removes the members of one instance: a static member that has only closed keeps its
     * partitions until its session ends.
     *
     * @throws BrokerException if the brokers refuse or are silent
     */
    void remove(String instanceId) {
        var members =
                described()
                        .flatMap(member -> member.groupInstanceId().stream())
                        .filter(id -> id.startsWith(instanceId + "-")) // one a stream thread
                        .map(MemberToRemove::new)
                        .collect(Collectors.toSet());
        if (!members.isEmpty()) {
            var options = new RemoveMembersFromConsumerGroupOptions(members);
            brokers.ask(admin ->
                    admin.removeMembersFromConsumerGroup(DeciderRuntime.APPLICATION, options)
                            .all());
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
