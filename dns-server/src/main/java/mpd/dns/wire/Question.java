package mpd.dns.wire;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/// The one question of a query.
///
/// @param name     owner name, in the letter case that was asked
/// @param type     QTYPE number
/// @param dnsClass QCLASS number
/// @param wire     the question section as it came: the uncompressed name, type, class
public record Question(Name name, int type, int dnsClass, byte[] wire) {

    @Override
    public String toString() {
        return name + " " + (dnsClass == DClass.IN ? "" : DClass.string(dnsClass) + " ") + Type.string(type);
    }
}
