package mpd.dns.forward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import mpd.dns.zone.DomainTable;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/// A plan with what is known of each nameserver in it.
final class Groups {

    private final ForwardPlan plan;
    private final Map<Nameserver, Upstream> upstreams = new LinkedHashMap<>();
    private final Group standard;
    private final DomainTable<Group> routes = new DomainTable<>();
    private final @Nullable Group dotless;
    private final List<Group> all = new ArrayList<>();

    /// @param before  what was known; kept where the default nameservers are the same, for then the network is
    /// @param changed is told when the health of a nameserver changes
    Groups(ForwardPlan plan, ForwardSettings settings, @Nullable Groups before, Consumer<Upstream> changed) {
        this.plan = plan;
        Map<Nameserver, Upstream> known =
                before != null && before.plan.standard().equals(plan.standard()) ? before.upstreams : Map.of();
        Finder finder = new Finder(known, settings, changed);
        standard = group(finder.find(plan.standard()));
        List<Upstream> ofDotless = null;
        Map<Name, List<Upstream>> byDomain = new LinkedHashMap<>();
        for (Route route : plan.routes()) {
            List<Upstream> servers = route.servers().isEmpty() ? standard.members() : finder.find(route.servers());
            if (route.dotless()) {
                ofDotless = joined(ofDotless, servers);
            } else {
                byDomain.put(route.domain(), joined(byDomain.get(route.domain()), servers));
            }
        }
        dotless = ofDotless == null ? null : group(ofDotless);
        byDomain.forEach((domain, servers) -> routes.put(domain, group(servers)));
        rank();
    }

    private final class Finder {
        private final Map<Nameserver, Upstream> known;
        private final ForwardSettings settings;
        private final Consumer<Upstream> changed;

        Finder(Map<Nameserver, Upstream> known, ForwardSettings settings, Consumer<Upstream> changed) {
            this.known = known;
            this.settings = settings;
            this.changed = changed;
        }

        List<Upstream> find(List<Nameserver> nameservers) {
            List<Upstream> found = new ArrayList<>();
            for (Nameserver nameserver : nameservers) {
                Upstream was = known.get(nameserver);
                found.add(upstreams.computeIfAbsent(
                        nameserver, _ -> was == null ? new Upstream(nameserver, settings.patience(), changed) : was));
            }
            return found;
        }
    }

    private Group group(List<Upstream> members) {
        Group group = new Group(members, plan.mode());
        all.add(group);
        return group;
    }

    private static List<Upstream> joined(@Nullable List<Upstream> some, List<Upstream> more) {
        List<Upstream> all = new ArrayList<>(some == null ? List.of() : some);
        more.stream().filter(upstream -> !all.contains(upstream)).forEach(all::add);
        return List.copyOf(all);
    }

    ForwardPlan plan() {
        return plan;
    }

    /// Whether all names may be asked of this one, and not those of some domains alone.
    boolean isDefault(Upstream upstream) {
        return standard.members().contains(upstream)
                || group(Name.root).members().contains(upstream);
    }

    /// Every nameserver, those of domains last.
    List<Upstream> all() {
        return List.copyOf(upstreams.values());
    }

    /// Takes account of the health of the nameservers as it is now.
    synchronized void rank() {
        Set<Upstream> first = new HashSet<>();
        for (Group group : all) {
            group.rank();
            if (group.all()) {
                first.addAll(group.order());
            } else {
                group.first().ifPresent(first::add);
            }
        }
        upstreams.values().forEach(upstream -> upstream.use(first.contains(upstream)));
    }

    /// Whom to ask.
    Group group(UpstreamQuestion question) {
        if (routes.isEmpty() && dotless == null) {
            return standard;
        }
        return group(question.name());
    }

    /// Whom to ask about this name.
    Group group(Name name) {
        Group found = routes.longest(name);
        if (found == null && name.labels() == 2) {
            found = dotless;
        }
        return found == null ? standard : found;
    }
}
