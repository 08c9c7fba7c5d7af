package mpd.dns.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import mpd.dns.wire.Question;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// What is not asked upstream although it is not ours, and what of the answers is not passed on. Immutable;
/// swapped as a whole.
///
/// @param domainNeeded addresses of names of one label (`domain-needed`)
/// @param dotlessLocal names of one label, whatever is asked (`local=//`)
/// @param bogusPriv    reverse names of networks that nobody has to himself (`bogus-priv`, RFC 6303)
/// @param routed       whether nameservers of its own are given for a name, which are asked all the same, but
///     not against `domainNeeded`
/// @param rebinding    which answers are kept back
/// @param local        names that are answered here
/// @param filters      what becomes of the answers
public record ForwardPolicy(
        boolean domainNeeded,
        boolean dotlessLocal,
        boolean bogusPriv,
        Predicate<Name> routed,
        Rebinding rebinding,
        LocalDomains local,
        Filters filters) {

    /// Everything is asked.
    public static final ForwardPolicy NONE = new ForwardPolicy(false, false, false, _ -> false, Rebinding.ALLOWED);

    /// Answers pass as they are, or not at all.
    public ForwardPolicy(
            boolean domainNeeded,
            boolean dotlessLocal,
            boolean bogusPriv,
            Predicate<Name> routed,
            Rebinding rebinding) {
        this(domainNeeded, dotlessLocal, bogusPriv, routed, rebinding, LocalDomains.NONE, Filters.NONE);
    }

    /// Whether the question stays here, to be answered with a denial.
    boolean keeps(Question question) {
        if (local.denies(question.name())) {
            return true;
        }
        boolean concerned = (dotlessLocal && dotless(question)) || privateReverse(question);
        return plain(question) || (concerned && !routed.test(question.name()));
    }

    /// What a question gets that nobody is asked.
    public sealed interface Unasked {

        /// These addresses (`address=//IP`); none where there are some of the other family.
        record Addresses(List<Record> records) implements Unasked {}

        /// That there is no such name.
        ///
        /// @param canary whether that is because a browser asks by it if it may go around this resolver
        record Denied(boolean canary) implements Unasked {}

        /// No data (`filterwin2k`).
        record Filtered() implements Unasked {}
    }

    /// What the question gets where it stays here although it is in no zone.
    public Optional<Unasked> unasked(Question question) {
        Optional<List<Record>> addresses = local.addresses(question).filter(_ -> !routed.test(question.name()));
        if (addresses.isPresent()) {
            return Optional.of(new Unasked.Addresses(addresses.get()));
        }
        if (keeps(question)) {
            return Optional.of(new Unasked.Denied(local.canary(question.name())));
        }
        return filters.keeps(question) ? Optional.of(new Unasked.Filtered()) : Optional.empty();
    }

    /// As dnsmasq has it: no nameserver is asked for addresses of a plain name, not even one that is given for
    /// it.
    private boolean plain(Question question) {
        int type = question.type();
        return domainNeeded && (type == Type.A || type == Type.AAAA || type == Type.ANY) && dotless(question);
    }

    private static boolean dotless(Question question) {
        return question.name().labels() == 2;
    }

    private boolean privateReverse(Question question) {
        return bogusPriv && PrivateNetworks.containReverse(question.name());
    }
}
