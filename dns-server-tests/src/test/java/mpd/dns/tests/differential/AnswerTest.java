package mpd.dns.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

class AnswerTest {

    private static Answer of(final Record... records) {
        final Message message = new Message(1);
        for (final Record record : records) {
            message.addRecord(record, Section.ANSWER);
        }
        return Answer.parse(message.toWire());
    }

    private static Record a(final String owner, final long ttl, final String address) {
        return new ARecord(Name.fromConstantString(owner), DClass.IN, ttl, InetAddress.ofLiteral(address));
    }

    private static Record cname(final String target) {
        return new CNAMERecord(Name.fromConstantString("c.test."), DClass.IN, 1, Name.fromConstantString(target));
    }

    private static Record txt(final String text) {
        return new TXTRecord(Name.fromConstantString("t.test."), DClass.IN, 1, text);
    }

    @Test
    void orderOfRecordsAndLetterCaseOfNamesMakeNoDifference() {
        assertThat(of(a("a.test.", 1, "10.0.0.1"), a("a.test.", 1, "10.0.0.2")))
                .isEqualTo(of(a("A.test.", 1, "10.0.0.2"), a("a.TEST.", 1, "10.0.0.1")));
        assertThat(of(cname("x.test."))).isEqualTo(of(cname("X.Test.")));
    }

    @Test
    void timesTextsAndAddressesDo() {
        assertThat(of(a("a.test.", 1, "10.0.0.1"))).isNotEqualTo(of(a("a.test.", 2, "10.0.0.1")));
        assertThat(of(a("a.test.", 1, "10.0.0.1"))).isNotEqualTo(of(a("a.test.", 1, "10.0.0.2")));
        assertThat(of(txt("Text"))).isNotEqualTo(of(txt("text")));
        assertThat(of()).isNotEqualTo(of(txt("text")));
    }
}
