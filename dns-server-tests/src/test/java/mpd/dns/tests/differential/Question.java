package mpd.dns.tests.differential;

import mpd.dns.tests.lab.Packets;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// One query.
///
/// @param name             without the final dot, in the letter case asked
/// @param type             a number
/// @param dnsClass         a number
/// @param recursionDesired the flag RD
/// @param size             the size that EDNS advertises; 0 for a query without EDNS
record Question(String name, int type, int dnsClass, boolean recursionDesired, int size) {

    /// An ordinary one.
    static Question of(final String name, final int type) {
        return new Question(name, type, DClass.IN, true, 0);
    }

    /// Its bytes.
    byte[] wire() {
        final int flags = recursionDesired ? Packets.RD : 0;
        final byte[] question = Packets.question(name, type, dnsClass);
        return size == 0
                ? Packets.message(flags, 1, 0, question)
                : Packets.message(flags, 1, 1, question, Packets.opt(size, 0, 0));
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "." : name) + " " + DClass.string(dnsClass) + " " + Type.string(type)
                + (recursionDesired ? "" : " +norecurse")
                + (size == 0 ? " +noedns" : " +bufsize=" + size);
    }
}
