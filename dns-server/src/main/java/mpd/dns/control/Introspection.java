package mpd.dns.control;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.View;
import org.xbill.DNS.Name;

/// What a running server shows of itself. Called on threads of the control socket and of HTTP, several at a
/// time.
public interface Introspection {

    /// What the registry holds now.
    View view();

    /// How the server is.
    ServerStatus status();

    /// The nameservers in [#status()] that are asked about a name which is none of ours, in their order. All,
    /// or those that configuration gives to a domain above the name.
    default List<InetSocketAddress> nameservers(Name name) {
        return status().upstreams().stream().map(ServerStatus.Upstream::address).toList();
    }

    /// Whether files want a name which is none of ours denied and asked of nobody (`domain-needed`,
    /// `bogus-priv`, `local=//` and the like).
    default boolean keeps(Name name, int type) {
        return false;
    }

    /// Whether that is because browsers ask by the name whether they may go around this resolver
    /// (`--canary-domains`).
    default boolean canary(Name name) {
        return false;
    }

    /// Whom a question for somebody else's name goes to, in words.
    default String firstAsked() {
        return "the first healthy nameserver";
    }

    /// What a person should mend.
    default List<StatusReply.Trouble> troubles() {
        return List.of();
    }

    /// When Podman was last read in full, where it is followed and that has succeeded.
    default Optional<Instant> podmanRead() {
        return Optional.empty();
    }

    /// Why the server is not ready yet, in one sentence; empty once it is. It is ready as soon as every
    /// expected source has been read.
    default Optional<String> notReady() {
        List<String> pending = view().pending().stream().map(SourceId::name).toList();
        return pending.isEmpty() ? Optional.empty() : Optional.of("waiting for " + String.join(", ", pending));
    }

    /// What a ready server cannot do for want of something a person can mend, in one sentence; empty when
    /// nothing is known to be amiss.
    default Optional<String> reservation() {
        return Optional.empty();
    }
}
