package mpd.dns.server;

import java.util.List;
import mpd.dns.conf.AnswerRules;
import mpd.dns.conf.ConfOptions;
import mpd.dns.conf.Configuration;
import mpd.dns.conf.DomainServers;
import mpd.dns.forward.UpstreamQuestion;
import mpd.dns.query.AddressAlias;
import mpd.dns.query.Filters;
import mpd.dns.query.ForwardPolicy;
import mpd.dns.query.LocalDomains;
import mpd.dns.query.Rebinding;
import mpd.dns.wire.Question;
import mpd.dns.zone.DomainTable;
import mpd.dns.zone.ZoneSnapshot;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

/// What configuration files say about asking upstream, as the pipeline has it.
final class ForwardPolicies {

    private ForwardPolicies() {}

    /// @param canaries whether browsers are told to stay with this resolver
    static ForwardPolicy of(Configuration configuration, boolean canaries) {
        ConfOptions.Policy options = configuration.options().policy();
        AnswerRules answers = configuration.answers();
        // Whether a domain has nameservers, or is denied; the longest counts.
        DomainTable<Boolean> routed = new DomainTable<>();
        boolean dotless = false;
        for (DomainServers given : configuration.servers()) {
            given.domain().ifPresent(domain -> routed.put(domain, true));
            dotless |= given.dotless();
        }
        answers.denied().forEach(domain -> routed.put(domain, false));
        boolean dotlessRouted = dotless;
        long ttl = configuration.options().ttls().local().orElse(ZoneSnapshot.TTL);
        return new ForwardPolicy(
                options.domainNeeded(),
                options.dotlessLocal(),
                options.bogusPriv(),
                name -> routed.longest(name) != null || (dotlessRouted && name.labels() == 2),
                rebinding(options),
                new LocalDomains(name -> denied(routed, name), answers.dotless(), ttl, canaries),
                filters(answers));
    }

    private static boolean denied(DomainTable<Boolean> routed, Name name) {
        Boolean asked = routed.longest(name);
        return asked != null && !asked;
    }

    private static Rebinding rebinding(ConfOptions.Policy options) {
        DomainTable<Boolean> exempt = new DomainTable<>();
        options.rebindDomainsOk().forEach(domain -> exempt.put(domain, true));
        return new Rebinding(options.stopRebind(), options.rebindLocalhostOk(), name -> exempt.longest(name) != null);
    }

    private static Filters filters(AnswerRules answers) {
        List<AddressAlias> aliases = answers.aliases().stream()
                .map(alias -> new AddressAlias(
                        AddressAlias.number(alias.first()),
                        AddressAlias.number(alias.last()),
                        AddressAlias.number(alias.replacement()),
                        AddressAlias.number(alias.mask())))
                .toList();
        return new Filters(answers.types(), answers.bogus(), answers.ignored(), answers.windows(), aliases);
    }

    /// Whether the policy lets the question be asked of nameservers.
    static boolean passes(ForwardPolicy policy, UpstreamQuestion question) {
        Name name = question.name();
        return policy.unasked(new Question(name, question.type(), DClass.IN, name.toWire()))
                .isEmpty();
    }
}
