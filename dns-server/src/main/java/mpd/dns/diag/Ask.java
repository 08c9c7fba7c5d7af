package mpd.dns.diag;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The questions that are asked.
final class Ask {

    /// What fits any path without fragments (DNS Flag Day 2020), and what the server sends at most.
    static final int SIZE = 1232;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Name VERSION = Name.fromConstantString("version.bind.");
    private static final int PADDING = 12;
    private static final int OPTION_HEAD = 4;

    private Ask() {}

    /// What a server calls itself. Nobody forwards that.
    static Message version() {
        return question(VERSION, Type.TXT, DClass.CH, false, List.of());
    }

    /// The same, padded to this length in bytes (RFC 7830).
    static Message version(int length) {
        int missing = length - version().toWire().length - OPTION_HEAD;
        return question(
                VERSION, Type.TXT, DClass.CH, false, List.of(new GenericEDNSOption(PADDING, new byte[missing])));
    }

    /// Something of a zone, which the one who is asked has to know by itself.
    static Message ofZone(Name name, int type) {
        return question(name, type, DClass.IN, false, List.of());
    }

    /// What every resolver knows.
    static Message root() {
        return question(Name.root, Type.NS, DClass.IN, true, List.of());
    }

    /// What no cache has, and no name of anybody. A nameserver may deny it by itself (RFC 6761 section 6.4).
    static Message unknown() {
        return question(Name.fromConstantString(randomLabel() + ".invalid."), Type.A, DClass.IN, true, List.of());
    }

    /// A label that no source has.
    static String randomLabel() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return "diag-" + HexFormat.of().formatHex(bytes);
    }

    private static Message question(Name name, int type, int dnsClass, boolean recursion, List<EDNSOption> options) {
        Message message = new Message();
        if (recursion) {
            message.getHeader().setFlag(Flags.RD);
        }
        message.addRecord(Record.newRecord(name, type, dnsClass), Section.QUESTION);
        message.addRecord(new OPTRecord(SIZE, 0, 0, 0, options), Section.ADDITIONAL);
        return message;
    }
}
