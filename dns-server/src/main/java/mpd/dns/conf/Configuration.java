package mpd.dns.conf;

import java.util.List;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Claims;
import mpd.dns.registry.Settlement;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.Name;

/// Everything that the configuration files say at one moment. Immutable.
///
/// @param parts    records, those of each file together, in the order in which they count
/// @param zones    domains that are answered here and never forwarded (`local=`)
/// @param subnets  subnets whose reverse names are answered here (`rev-server=` without a server)
/// @param servers  nameservers, in the order of the files
/// @param answers  what is decided about other names, and about what nameservers answer
/// @param options  all other settings
/// @param problems what a person should mend
/// @param notices  lines that have no effect
public record Configuration(
        List<Claims> parts,
        List<Name> zones,
        List<Subnet> subnets,
        List<DomainServers> servers,
        AnswerRules answers,
        ConfOptions options,
        List<Problem> problems,
        List<Notice> notices) {

    /// Nothing said.
    public static final Configuration EMPTY = new Configuration(
            List.of(), List.of(), List.of(), List.of(), AnswerRules.NONE, ConfOptions.NONE, List.of(), List.of());

    public Configuration {
        parts = List.copyOf(parts);
        zones = List.copyOf(zones);
        subnets = List.copyOf(subnets);
        servers = List.copyOf(servers);
        problems = List.copyOf(problems);
        notices = List.copyOf(notices);
    }

    /// What is left of the records once those of each name have come to terms with each other.
    public List<Claim> claims() {
        return Settlement.ofAll(parts);
    }

    /// How many records are given, those that others beat included.
    public int records() {
        return parts.stream().mapToInt(part -> part.list().size()).sum();
    }
}
