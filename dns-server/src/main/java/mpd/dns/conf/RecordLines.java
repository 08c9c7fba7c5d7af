package mpd.dns.conf;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import mpd.dns.registry.Origin;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// The options that each give records of one name.
final class RecordLines {

    private static final int MOST_STRING = 255;
    // A zone's own, aliases, and what is about messages (RFC 6895 section 3.1).
    private static final Set<Integer> NO_DATA_TYPES = Set.of(0, Type.NS, Type.CNAME, Type.SOA, Type.DNAME, Type.OPT);
    private static final int FIRST_META_TYPE = 128;
    private static final int LAST_META_TYPE = 255;
    private static final long MOST_TTL = Integer.MAX_VALUE;

    private final Given given;
    private final Map<Name, Name> aliases = new HashMap<>();

    RecordLines(Given given) {
        this.given = given;
    }

    /// Where the records go.
    Given given() {
        return given;
    }

    /// `host-record=NAME[,NAME...][,IPv4][,IPv6][,TTL]`.
    void hostRecord(ConfLine line) throws BadLine {
        String form = "expected host-record=NAME[,NAME...][,IPv4][,IPv6][,TTL]";
        List<Name> names = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        OptionalLong ttl = OptionalLong.empty();
        for (String token : ConfLine.commas(line.required(form))) {
            Optional<InetAddress> address = ConfNames.address(token);
            if (address.isPresent()) {
                if (hasFamilyOf(address.get(), addresses)) {
                    throw new BadLine(form + ": one address of each family; more go on lines of their own");
                }
                addresses.add(address.get());
            } else if (ConfNames.isNumber(token)) {
                if (ttl.isPresent()) {
                    throw new BadLine(form + ": one TTL");
                }
                ttl = OptionalLong.of(ttl(token));
            } else if (ConfNames.likeAnAddress(token)) {
                throw new BadLine(form + ", and '" + token + "' is no address");
            } else {
                names.add(ConfNames.name(token));
            }
        }
        if (names.isEmpty() || addresses.isEmpty()) {
            throw new BadLine(form + ": at least one name and one address");
        }
        for (Name name : names) {
            for (InetAddress address : addresses) {
                given.host(name, address, ttl, line.origin());
            }
        }
    }

    /// `cname=ALIAS[,ALIAS...],TARGET[,TTL]`.
    void cname(ConfLine line) throws BadLine {
        String form = "expected cname=ALIAS[,ALIAS...],TARGET[,TTL]";
        List<String> tokens = new ArrayList<>(ConfLine.commas(line.required(form)));
        OptionalLong ttl = OptionalLong.empty();
        if (tokens.size() > 2 && ConfNames.isNumber(tokens.getLast())) {
            ttl = OptionalLong.of(ttl(tokens.removeLast()));
        }
        if (tokens.size() < 2) {
            throw new BadLine(form);
        }
        Name target = ConfNames.name(tokens.removeLast());
        List<Name> owners = new ArrayList<>();
        for (String token : tokens) {
            Name owner = ConfNames.nameOrWildcard(token);
            if (aliases.containsKey(owner) || owners.contains(owner)) {
                throw new BadLine("expected one cname= for " + owner + ", and there is one already");
            }
            if (leadsBack(owner, target)) {
                throw new BadLine("expected a target that does not lead back to " + owner);
            }
            owners.add(owner);
        }
        for (Name owner : owners) {
            aliases.put(owner, target);
            given.record(lifetime -> new CNAMERecord(owner, DClass.IN, lifetime, target), ttl, line.origin());
        }
    }

    private boolean leadsBack(Name owner, Name target) {
        Name at = target;
        for (int i = 0; i <= aliases.size(); i++) {
            if (at.equals(owner)) {
                return true;
            }
            Name next = aliases.get(at);
            if (next == null) {
                return false;
            }
            at = next;
        }
        return true;
    }

    /// `txt-record=NAME[,TEXT...]`; a text longer than 255 bytes becomes several strings (RFC 1035 section
    /// 3.3).
    void txt(ConfLine line) throws BadLine {
        String value = line.required("expected txt-record=NAME[,TEXT...]");
        int comma = value.indexOf(',');
        Name owner = ConfNames.name(ConfLine.plain((comma < 0 ? value : value.substring(0, comma)).strip()));
        List<byte[]> strings = new ArrayList<>();
        if (comma >= 0) {
            for (String text :
                    Pattern.compile(",").split(value.substring(comma + 1).stripLeading(), -1)) {
                split(ConfLine.plain(text).getBytes(StandardCharsets.UTF_8), strings);
            }
        } else {
            strings.add(new byte[0]);
        }
        if (strings.stream().mapToInt(string -> string.length + 1).sum() > 0xFFFF - MOST_STRING) {
            throw new BadLine("expected at most 65,000 bytes of text");
        }
        List<String> escaped = strings.stream().map(RecordLines::escaped).toList();
        Origin origin = line.origin();
        given.record(ttl -> new TXTRecord(owner, DClass.IN, ttl, escaped), OptionalLong.empty(), origin);
    }

    private static void split(byte[] text, List<byte[]> strings) {
        int at = 0;
        do {
            int end = Math.min(text.length, at + MOST_STRING);
            strings.add(Arrays.copyOfRange(text, at, end));
            at = end;
        } while (at < text.length);
    }

    /// As dnsjava wants it, for which a backslash begins an escape.
    private static String escaped(byte[] text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text) {
            int c = b & 0xFF;
            if (c == '\\' || c == '"' || c < ' ' || c > '~') {
                out.append(String.format("\\%03d", c));
            } else {
                out.append((char) c);
            }
        }
        return out.toString();
    }

    /// `srv-host=NAME[,TARGET[,PORT[,PRIORITY[,WEIGHT]]]]`; without a target the service is not there (RFC
    /// 2782).
    void srv(ConfLine line) throws BadLine {
        String form = "expected srv-host=_SERVICE._PROTOCOL.DOMAIN[,TARGET[,PORT[,PRIORITY[,WEIGHT]]]]";
        List<String> tokens = ConfLine.commas(line.required(form));
        if (tokens.size() > 5) {
            throw new BadLine(form);
        }
        Name owner = ConfNames.nameOrWildcard(tokens.getFirst());
        Name target = tokens.size() < 2 || tokens.get(1).isEmpty() ? Name.root : ConfNames.name(tokens.get(1));
        int port = tokens.size() < 3 ? 1 : number(tokens.get(2), 0xFFFF, "a port");
        int priority = tokens.size() < 4 ? 0 : number(tokens.get(3), 0xFFFF, "a priority");
        int weight = tokens.size() < 5 ? 0 : number(tokens.get(4), 0xFFFF, "a weight");
        given.record(
                ttl -> new SRVRecord(owner, DClass.IN, ttl, priority, weight, port, target),
                OptionalLong.empty(),
                line.origin());
    }

    /// `mx-host=NAME,TARGET[,PREFERENCE]`.
    void mx(ConfLine line) throws BadLine {
        String form = "expected mx-host=NAME,TARGET[,PREFERENCE]";
        List<String> tokens = ConfLine.commas(line.required(form));
        if (tokens.size() < 2 || tokens.size() > 3) {
            throw new BadLine(form);
        }
        Name owner = ConfNames.nameOrWildcard(tokens.getFirst());
        Name target = ConfNames.name(tokens.get(1));
        int preference = tokens.size() < 3 ? 1 : number(tokens.get(2), 0xFFFF, "a preference");
        given.record(
                ttl -> new MXRecord(owner, DClass.IN, ttl, preference, target), OptionalLong.empty(), line.origin());
    }

    /// `ptr-record=NAME,TARGET`.
    void ptr(ConfLine line) throws BadLine {
        String form = "expected ptr-record=NAME,TARGET, e.g. ptr-record=4.0.163.10.in-addr.arpa,portal.mpd.test";
        List<String> tokens = ConfLine.commas(line.required(form));
        if (tokens.size() != 2) {
            throw new BadLine(form);
        }
        Name owner = ConfNames.name(tokens.getFirst());
        Name target = ConfNames.name(tokens.get(1));
        given.record(ttl -> new PTRRecord(owner, DClass.IN, ttl, target), OptionalLong.empty(), line.origin());
    }

    /// `caa-record=NAME,FLAGS,TAG,VALUE` (RFC 8659).
    void caa(ConfLine line) throws BadLine {
        String form = "expected caa-record=NAME,FLAGS,TAG,VALUE";
        List<String> tokens = ConfLine.commas(line.required(form));
        if (tokens.size() != 4 || !tokens.get(2).matches("[A-Za-z0-9]{1,255}")) {
            throw new BadLine(form);
        }
        Name owner = ConfNames.nameOrWildcard(tokens.getFirst());
        int flags = number(tokens.get(1), 0xFF, "flags");
        String value = escaped(tokens.get(3).getBytes(StandardCharsets.UTF_8));
        given.record(
                ttl -> new CAARecord(owner, DClass.IN, ttl, flags, tokens.get(2), value),
                OptionalLong.empty(),
                line.origin());
    }

    /// `naptr-record=NAME,ORDER,PREFERENCE,FLAGS,SERVICE,REGEXP[,REPLACEMENT]` (RFC 3403).
    void naptr(ConfLine line) throws BadLine {
        String form = "expected naptr-record=NAME,ORDER,PREFERENCE,FLAGS,SERVICE,REGEXP[,REPLACEMENT]";
        List<String> tokens = ConfLine.commas(line.required(form));
        if (tokens.size() < 6 || tokens.size() > 7) {
            throw new BadLine(form);
        }
        Name owner = ConfNames.nameOrWildcard(tokens.getFirst());
        int order = number(tokens.get(1), 0xFFFF, "an order");
        int preference = number(tokens.get(2), 0xFFFF, "a preference");
        List<String> texts = new ArrayList<>();
        for (String text : tokens.subList(3, 6)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > MOST_STRING) {
                throw new BadLine(form + " of at most 255 bytes each");
            }
            texts.add(escaped(bytes));
        }
        Name replacement = tokens.size() < 7 || tokens.get(6).isEmpty() ? Name.root : ConfNames.name(tokens.get(6));
        given.record(
                ttl -> new NAPTRRecord(
                        owner,
                        DClass.IN,
                        ttl,
                        order,
                        preference,
                        texts.get(0),
                        texts.get(1),
                        texts.get(2),
                        replacement),
                OptionalLong.empty(),
                line.origin());
    }

    /// `dns-rr=NAME,TYPE[,HEX]`: a record of any type, its data as it goes over the wire.
    void any(ConfLine line) throws BadLine {
        String form = "expected dns-rr=NAME,TYPE-NUMBER[,HEX]";
        List<String> tokens = ConfLine.commas(line.required(form));
        if (tokens.size() < 2 || tokens.size() > 3) {
            throw new BadLine(form);
        }
        Name owner = ConfNames.nameOrWildcard(tokens.getFirst());
        int type = number(tokens.get(1), 0xFFFF, "a type");
        if (NO_DATA_TYPES.contains(type) || (type >= FIRST_META_TYPE && type <= LAST_META_TYPE)) {
            throw new BadLine(form + ", and type " + type + " cannot be given so");
        }
        byte[] data = hex(tokens.size() < 3 ? "" : tokens.get(2), form);
        // It gives null where the data is not of the type.
        if (Record.newRecord(owner, type, DClass.IN, 0, data) == null) {
            throw new BadLine(form + ", and the data is not that of type " + Type.string(type));
        }
        given.record(ttl -> Record.newRecord(owner, type, DClass.IN, ttl, data), OptionalLong.empty(), line.origin());
    }

    private static byte[] hex(String text, String form) throws BadLine {
        try {
            return HexFormat.of().parseHex(text.replace(":", "").replace(" ", ""));
        } catch (IllegalArgumentException e) {
            throw new BadLine(form);
        }
    }

    private static boolean hasFamilyOf(InetAddress address, List<InetAddress> others) {
        for (InetAddress other : others) {
            if (other.getClass() == address.getClass()) {
                return true;
            }
        }
        return false;
    }

    private static long ttl(String token) throws BadLine {
        long ttl = Long.parseLong(token);
        if (ttl > MOST_TTL) {
            throw new BadLine("expected a TTL of at most 2147483647 seconds");
        }
        return ttl;
    }

    private static int number(String token, int most, String what) throws BadLine {
        if (!ConfNames.isNumber(token) || Long.parseLong(token) > most) {
            throw new BadLine("expected " + what + " from 0 to " + most + ", not '" + token + "'");
        }
        return Integer.parseInt(token);
    }
}
