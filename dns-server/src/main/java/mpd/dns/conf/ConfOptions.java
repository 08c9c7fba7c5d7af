package mpd.dns.conf;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.xbill.DNS.Name;

/// The settings that configuration files give, apart from records and nameservers. Empty where they say
/// nothing.
///
/// @param ttls      lifetimes
/// @param cacheSize entries of the cache, 0 for none
/// @param forwardMax questions under way upstream at most
/// @param listen    where to listen; counts at the start only
/// @param upstream  how nameservers are found and chosen
/// @param policy    what is not passed on
/// @param logQueries whether each query is logged
public record ConfOptions(
        Ttls ttls,
        OptionalInt cacheSize,
        OptionalInt forwardMax,
        Listen listen,
        Upstream upstream,
        Policy policy,
        boolean logQueries) {

    /// Nothing said.
    public static final ConfOptions NONE = new ConfOptions(
            new Ttls(
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty()),
            OptionalInt.empty(),
            OptionalInt.empty(),
            new Listen(OptionalInt.empty(), List.of(), List.of(), List.of()),
            new Upstream(false, false, false, List.of()),
            new Policy(false, false, false, false, false, false, List.of()),
            false);

    /// Lifetimes in seconds.
    ///
    /// @param local    of local records without one of their own
    /// @param negative of negative answers: the SOA minimum here, and for upstream answers without SOA
    /// @param most     of what clients are given of upstream answers
    /// @param mostCached  of what the cache keeps
    /// @param leastCached of what the cache keeps, at most 3600
    public record Ttls(
            OptionalLong local,
            OptionalLong negative,
            OptionalLong most,
            OptionalLong mostCached,
            OptionalLong leastCached) {}

    /// Where to listen.
    ///
    /// @param port       `port=`
    /// @param addresses  `listen-address=`
    /// @param interfaces `interface=`; `*` for all, `eth*` for those that begin so
    /// @param except     `except-interface=`, likewise
    public record Listen(OptionalInt port, List<InetAddress> addresses, List<String> interfaces, List<String> except) {
        public Listen {
            addresses = List.copyOf(addresses);
            interfaces = List.copyOf(interfaces);
            except = List.copyOf(except);
        }
    }

    /// How nameservers are found and chosen.
    ///
    /// @param noResolv    no resolv.conf is read
    /// @param strictOrder always in order of the file
    /// @param allServers  all at once
    /// @param resolvFiles `resolv-file=`, in order
    public record Upstream(boolean noResolv, boolean strictOrder, boolean allServers, List<Path> resolvFiles) {
        public Upstream {
            resolvFiles = List.copyOf(resolvFiles);
        }
    }

    /// What is not passed on, in one direction or the other.
    ///
    /// @param domainNeeded      addresses of names without a dot are not asked upstream
    /// @param dotlessLocal      no name without a dot is asked upstream (`local=//`)
    /// @param bogusPriv         reverse names of private networks are not asked upstream
    /// @param stopRebind        private addresses in answers from upstream are not passed on
    /// @param rebindLocalhostOk loopback addresses are, all the same
    /// @param noNegcache        denials from upstream are not cached
    /// @param rebindDomainsOk   domains whose answers may have private addresses
    public record Policy(
            boolean domainNeeded,
            boolean dotlessLocal,
            boolean bogusPriv,
            boolean stopRebind,
            boolean rebindLocalhostOk,
            boolean noNegcache,
            List<Name> rebindDomainsOk) {
        public Policy {
            rebindDomainsOk = List.copyOf(rebindDomainsOk);
        }
    }
}
