package mpd.dns.control;

import java.util.Optional;
import mpd.dns.text.AddressText;
import mpd.dns.zone.Names;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// What a person may ask `explain` about, as it is typed.
public final class Subject {

    private static final Name IPV4_REVERSE = Name.fromConstantString("in-addr.arpa.");
    private static final Name IPV6_REVERSE = Name.fromConstantString("ip6.arpa.");

    private Subject() {}

    /// A full name, or the reverse name of an address; empty where the text is neither.
    public static Optional<Name> name(String text) {
        return AddressText.parse(text).map(Names::reverse).or(() -> Names.asked(text));
    }

    /// The number of a record type, e.g. of `AAAA` or `TYPE65`; -1 where the text is none.
    public static int type(String text) {
        return Type.value(text, true);
    }

    /// The type that is meant where none is named: PTR for a reverse name, else A.
    public static int usualType(Name name) {
        return name.subdomain(IPV4_REVERSE) || name.subdomain(IPV6_REVERSE) ? Type.PTR : Type.A;
    }
}
