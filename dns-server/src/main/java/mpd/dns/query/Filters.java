package mpd.dns.query;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mpd.dns.wire.Question;
import mpd.dns.wire.WireRecords;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What becomes of answers from upstream before clients get them. What is answered here is not concerned, and
/// what is kept for later stays as the upstream gave it, so that a change counts at once. Immutable; swapped as
/// a whole.
///
/// @param types   record types that are taken out (`filter-A`, `filter-AAAA`, `filter-rr`); with 255, answers
///     to ANY keep addresses, CNAME and MX alone (RFC 8482 section 4.3)
/// @param bogus   addresses that mean that there is no such name (`bogus-nxdomain`)
/// @param ignored addresses whose answers do not count (`ignore-address`)
/// @param windows whether what Windows asks by itself is not asked upstream (`filterwin2k`)
/// @param aliases addresses that become others; the first that fits counts
public record Filters(
        Set<Integer> types, List<Subnet> bogus, List<Subnet> ignored, boolean windows, List<AddressAlias> aliases) {

    /// Every answer passes as it is.
    public static final Filters NONE = new Filters(Set.of(), List.of(), List.of(), false, List.of());

    private static final Set<Integer> KEPT_OF_ANY = Set.of(Type.A, Type.AAAA, Type.MX, Type.CNAME);
    private static final int FLAGS = 2;
    /// AA and AD, which are not said of what was changed.
    private static final int SURE = 0x0420;

    public Filters {
        types = Set.copyOf(types);
        bogus = List.copyOf(bogus);
        ignored = List.copyOf(ignored);
        aliases = List.copyOf(aliases);
    }

    /// What becomes of an answer.
    sealed interface Outcome {

        /// It is passed on, as it came or changed.
        ///
        /// @param message the whole response
        record Passed(byte[] message) implements Outcome {}

        /// Its address means that there is no such name.
        record NoSuchName(InetAddress address) implements Outcome {}

        /// Its address means that it does not count.
        record Ignored(InetAddress address) implements Outcome {}
    }

    /// Whether the question is not passed on, and has no data.
    boolean keeps(Question question) {
        int type = question.type();
        return windows
                && (type == Type.SOA
                        || type == Type.SRV
                        || (type == Type.ANY && question.name().toString().contains("_")));
    }

    /// Looks an answer through.
    ///
    /// @param message readable to its end
    /// @throws IOException when records have to be taken out, and another cannot be read
    Outcome examine(Question question, byte[] message) throws IOException {
        if (!bogus.isEmpty() || !ignored.isEmpty()) {
            List<InetAddress> addresses = AnswerAddresses.of(message);
            Optional<InetAddress> noAnswer = first(addresses, ignored);
            if (noAnswer.isPresent()) {
                return new Outcome.Ignored(noAnswer.get());
            }
            Optional<InetAddress> noName = first(addresses, bogus);
            if (noName.isPresent()) {
                return new Outcome.NoSuchName(noName.get());
            }
        }
        byte[] aliased = aliases.isEmpty() ? message : aliased(message);
        return new Outcome.Passed(concerned(question, aliased) ? without(question, aliased) : aliased);
    }

    private static Optional<InetAddress> first(List<InetAddress> addresses, List<Subnet> subnets) {
        return addresses.stream()
                .filter(address -> subnets.stream().anyMatch(subnet -> subnet.contains(address)))
                .findFirst();
    }

    private byte[] aliased(byte[] message) {
        byte[] changed = message.clone();
        WireRecords.walk(message, WireRecords.start(message), (section, _, at) -> {
            int data = at + WireRecords.RDATA;
            boolean address =
                    WireRecords.u16(message, at) == Type.A && WireRecords.u16(message, at + WireRecords.RDLENGTH) == 4;
            if (section != WireRecords.AUTHORITY && address) {
                int was = AddressAlias.number(message, data);
                aliases.stream()
                        .filter(alias -> alias.concerns(was))
                        .findFirst()
                        .ifPresent(alias -> {
                            WireRecords.u16(changed, data, alias.of(was) >>> 16);
                            WireRecords.u16(changed, data + 2, alias.of(was));
                            WireRecords.u16(changed, FLAGS, WireRecords.u16(changed, FLAGS) & ~SURE);
                        });
            }
        });
        return changed;
    }

    private boolean concerned(Question question, byte[] message) {
        boolean[] found = new boolean[1];
        if (!types.isEmpty()) {
            WireRecords.walk(
                    message,
                    WireRecords.start(message),
                    (section, _, at) -> found[0] |=
                            section != WireRecords.AUTHORITY && leavesOut(question, WireRecords.u16(message, at)));
        }
        return found[0];
    }

    private boolean leavesOut(Question question, int type) {
        boolean ofAny = question.type() == Type.ANY && types.contains(Type.ANY) && !KEPT_OF_ANY.contains(type);
        return type != Type.OPT && (types.contains(type) || ofAny);
    }

    private byte[] without(Question question, byte[] message) throws IOException {
        Message rest = new Message(message);
        boolean answer = false;
        for (int section : List.of(Section.ANSWER, Section.ADDITIONAL)) {
            for (Record record : List.copyOf(rest.getSection(section))) {
                int type = record instanceof RRSIGRecord signature ? signature.getTypeCovered() : record.getType();
                if (leavesOut(question, record.getType()) || leavesOut(question, type)) {
                    rest.removeRecord(record, section);
                    answer |= section == Section.ANSWER;
                }
            }
        }
        rest.getHeader().unsetFlag(Flags.AA);
        rest.getHeader().unsetFlag(Flags.AD);
        if (answer) {
            explain(rest);
        }
        return rest.toWire();
    }

    /// Says in the answer itself that something was taken out; an OPT of the upstream gives way.
    private static void explain(Message message) {
        OPTRecord before = message.getOPT();
        if (before != null) {
            message.removeRecord(before, Section.ADDITIONAL);
        }
        int extendedRcode = before == null ? 0 : before.getExtendedRcode();
        message.addRecord(
                new OPTRecord(
                        DClass.ANY,
                        extendedRcode,
                        0,
                        0,
                        List.of(new ExtendedErrorCodeOption(
                                ExtendedErrorCodeOption.FILTERED, "a filter is configured"))),
                Section.ADDITIONAL);
    }
}
