package mpd.dns.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mpd.dns.zone.DomainTable;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;

/// A plan with what is known of each nameserver in it.
final class Groups {

    private final ForwardPlan plan;
    private final Map<InetSocketAddress, Upstream> upstreams = new LinkedHashMap<>();
    private final List<Upstream> standard;
    private final DomainTable<List<Upstream>> routes = new DomainTable<>();
    private @Nullable List<Upstream> dotless;

    /// @param before what was known; kept where the default nameservers are the same, for then the network is
    Groups(ForwardPlan plan, ForwardSettings settings, @Nullable Groups before) {
        this.plan = plan;
        Map<InetSocketAddress, Upstream> known =
                before != null && before.plan.standard().equals(plan.standard()) ? before.upstreams : Map.of();
        standard = upstreams(plan.standard(), settings, known);
        Map<Name, List<Upstream>> byDomain = new LinkedHashMap<>();
        for (Route route : plan.routes()) {
            List<Upstream> servers = route.servers().isEmpty() ? standard : upstreams(route.servers(), settings, known);
            if (route.dotless()) {
                dotless = joined(dotless, servers);
            } else {
                byDomain.put(route.domain(), joined(byDomain.get(route.domain()), servers));
            }
        }
        byDomain.forEach(routes::put);
    }

    private List<Upstream> upstreams(
            List<InetSocketAddress> addresses, ForwardSettings settings, Map<InetSocketAddress, Upstream> known) {
        List<Upstream> found = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            Upstream was = known.get(address);
            found.add(upstreams.computeIfAbsent(
                    address, _ -> was == null ? new Upstream(address, settings.setAside()) : was));
        }
        return List.copyOf(found);
    }

    private static List<Upstream> joined(@Nullable List<Upstream> some, List<Upstream> more) {
        List<Upstream> all = new ArrayList<>(some == null ? List.of() : some);
        more.stream().filter(upstream -> !all.contains(upstream)).forEach(all::add);
        return List.copyOf(all);
    }

    ForwardPlan plan() {
        return plan;
    }

    /// Every nameserver, those of domains last.
    List<Upstream> all() {
        return List.copyOf(upstreams.values());
    }

    /// Whom to ask, best first.
    List<Upstream> order(UpstreamQuestion question) {
        List<Upstream> group = group(question);
        if (plan.mode() != ForwardPlan.Mode.STICKY) {
            return group;
        }
        long now = System.nanoTime();
        List<Upstream> order = new ArrayList<>();
        List<Upstream> aside = new ArrayList<>();
        group.forEach(server -> (server.inPlace(now) ? order : aside).add(server));
        order.addAll(aside);
        return order;
    }

    private List<Upstream> group(UpstreamQuestion question) {
        if (routes.isEmpty() && dotless == null) {
            return standard;
        }
        Name name = name(question);
        List<Upstream> found = routes.longest(name);
        if (found == null && name.labels() == 2) {
            found = dotless;
        }
        return found == null ? standard : found;
    }

    private static Name name(UpstreamQuestion question) {
        try {
            return new Name(new DNSInput(question.question()));
        } catch (IOException e) {
            throw new IllegalArgumentException("no owner name in the question", e);
        }
    }
}
