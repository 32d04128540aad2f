package io.q2o.web;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Addresses and CIDR ranges of a property. */
final class AddressRanges {
    private final List<IpSubnetFilterRule> rules;

    /**
     * @throws IllegalArgumentException naming the property, if one is no address and no range
     */
    AddressRanges(String property, List<String> texts) {
        rules = texts.stream().map(text -> rule(property, text)).toList();
    }

    private static IpSubnetFilterRule rule(String property, String text) {
        var slash = text.indexOf('/');
        try {
            return slash < 0
                    ? new IpSubnetFilterRule(
                            text, text.contains(":") ? 128 : 32, IpFilterRuleType.ACCEPT)
                    : new IpSubnetFilterRule(
                            text.substring(0, slash),
                            Integer.parseInt(text.substring(slash + 1)),
                            IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    property + ": '" + text + "' is no address or CIDR range", malformed);
        }
    }

    boolean contain(InetAddress address) {
        var peer = new InetSocketAddress(address, 0);
        return rules.stream().anyMatch(rule -> rule.matches(peer));
    }
}
