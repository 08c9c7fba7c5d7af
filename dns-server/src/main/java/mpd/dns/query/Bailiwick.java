package mpd.dns.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import mpd.dns.wire.Question;
import mpd.dns.wire.WireRecords;
import mpd.dns.zone.ZoneAnswer;
import mpd.dns.zone.ZoneSnapshot;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What an upstream may speak about: everything but our names. What it says about those never counts, wherever
/// in its answer it stands (RFC 2181 section 5.4.1 ranks authoritative data above what came along with an
/// answer).
final class Bailiwick {

    /// A compression pointer to the question's name (RFC 1035 section 4.1.4).
    private static final int QUESTIONS_NAME = 0xC00C;

    private final byte[] message;
    private final Question question;
    private final BiPredicate<Name, Integer> ours;

    private Bailiwick(byte[] message, Question question, BiPredicate<Name, Integer> ours) {
        this.message = message;
        this.question = question;
        this.ours = ours;
    }

    /// What an answer from upstream is, seen from our zones.
    sealed interface Finding {

        /// It says nothing about our names.
        record Within() implements Finding {}

        /// Its CNAMEs lead to a name of ours, and what follows is ours to say.
        ///
        /// @param aliases from the name that was asked to `target`, in that order; may be empty, when the name
        ///     itself has become ours
        record LeadsHome(List<Record> aliases, Name target) implements Finding {}

        /// It has records of our names beside its own.
        ///
        /// @param own the answer without them
        record Mixed(Message own) implements Finding {}
    }

    /// Looks the answer through.
    ///
    /// @param message  readable to its end
    /// @param question that it answers
    /// @throws IOException when it speaks of other names than the one that was asked and cannot be read
    static Finding examine(byte[] message, Question question, ZoneSnapshot zone) throws IOException {
        return new Bailiwick(
                        message, question, (name, type) -> !(zone.lookup(name, type) instanceof ZoneAnswer.OutsideZone))
                .examine();
    }

    private Finding examine() throws IOException {
        if (ours.test(question.name(), question.type())) {
            return new Finding.LeadsHome(List.of(), question.name());
        }
        Others others = new Others();
        WireRecords.walk(message, WireRecords.start(message), others);
        if (!others.aliased && others.owners.isEmpty()) {
            return new Finding.Within();
        }
        return others.aliased && follows() ? followed(others) : sifted(others);
    }

    private boolean follows() {
        return question.type() != Type.CNAME && question.type() != Type.ANY;
    }

    /// Goes along the CNAMEs, whatever order they are in.
    private Finding followed(Others others) throws IOException {
        Map<Name, Record> aliases = aliases();
        List<Record> chain = new ArrayList<>();
        Name name = question.name();
        // A loop has no more of them than there are.
        for (Record alias = aliases.get(name);
                alias != null && chain.size() < aliases.size();
                alias = aliases.get(name)) {
            chain.add(alias);
            name = ((CNAMERecord) alias).getTarget();
            if (ours.test(name, question.type())) {
                return new Finding.LeadsHome(List.copyOf(chain), name);
            }
        }
        return sifted(others);
    }

    private Map<Name, Record> aliases() throws IOException {
        Map<Name, Record> aliases = new HashMap<>();
        List<Integer> starts = new ArrayList<>();
        WireRecords.walk(message, WireRecords.start(message), (section, owner, at) -> {
            if (section == WireRecords.ANSWER && WireRecords.u16(message, at) == Type.CNAME) {
                starts.add(owner);
                starts.add(at);
            }
        });
        for (int i = 0; i < starts.size(); i += 2) {
            Name owner = name(starts.get(i));
            int at = starts.get(i + 1);
            Name target = name(at + WireRecords.RDATA);
            long ttl = WireRecords.ttl(message, at + WireRecords.TTL);
            aliases.putIfAbsent(owner, new CNAMERecord(owner, DClass.IN, ttl, target));
        }
        return aliases;
    }

    /// Takes out what is said about names of ours beside the answer.
    private Finding sifted(Others others) throws IOException {
        boolean mixed = false;
        for (int i = 0; i < others.owners.size() && !mixed; i++) {
            mixed = ours.test(name(others.owners.get(i)), others.types.get(i));
        }
        if (!mixed) {
            return new Finding.Within();
        }
        Message own = new Message(message);
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL)) {
            for (Record record : List.copyOf(own.getSection(section))) {
                if (record.getType() != Type.OPT && ours.test(record.getName(), record.getType())) {
                    own.removeRecord(record, section);
                }
            }
        }
        return new Finding.Mixed(own);
    }

    private Name name(int at) throws IOException {
        DNSInput input = new DNSInput(message);
        input.jump(at);
        return new Name(input);
    }

    /// Notes what is not simply a record of the name that was asked.
    private final class Others implements WireRecords.Visitor {

        private final List<Integer> owners = new ArrayList<>(0);
        private final List<Integer> types = new ArrayList<>(0);
        private boolean aliased;

        @Override
        public void record(int section, int owner, int at) {
            int type = WireRecords.u16(message, at);
            // Every denial has an SOA, and it gives nobody anything.
            boolean denies = section == WireRecords.AUTHORITY && type == Type.SOA;
            if (denies || type == WireRecords.TYPE_OPT) {
                return;
            }
            aliased |= type == Type.CNAME && section == WireRecords.ANSWER;
            boolean plain = type == question.type() || type == Type.CNAME;
            if (!plain || WireRecords.u16(message, owner) != QUESTIONS_NAME) {
                owners.add(owner);
                types.add(type);
            }
        }
    }
}
