package mpd.dns.control;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.View;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

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

    /// What a name that is none of ours gets where nobody is asked.
    sealed interface Unasked {

        /// These addresses, as files have it for names without a dot (`address=//IP`); none where there are
        /// some of the other family.
        record Addresses(List<Record> records) implements Unasked {}

        /// A denial: files want it so (`domain-needed`, `bogus-priv`, `local=//` and the like).
        ///
        /// @param canary whether that is because browsers ask by the name whether they may go around this
        ///     resolver (`--canary-domains`)
        record Denied(boolean canary) implements Unasked {}

        /// No data (`filterwin2k`).
        record Filtered() implements Unasked {}
    }

    /// What the name gets where nobody is asked for it.
    default Optional<Unasked> unasked(Name name, int type) {
        return Optional.empty();
    }

    /// What the cache has for a name that is none of ours.
    ///
    /// @param what    what it is
    /// @param from    the nameserver that said so
    /// @param age     since it said so
    /// @param expired whether it is given for want of anything better alone (RFC 8767)
    record Cached(What what, InetSocketAddress from, Duration age, boolean expired) {

        /// What a nameserver may have said.
        public enum What {
            /// Records.
            ANSWER,
            /// The name exists, the type does not.
            NO_DATA,
            /// The name does not exist.
            NO_SUCH_NAME
        }
    }

    /// What the cache has for who asks without DNSSEC.
    default Optional<Cached> cached(Name name, int type) {
        return Optional.empty();
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
