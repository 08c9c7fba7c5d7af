package mpd.dns.diag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

class SoftwareStepTest {

    private static Scene refused(int error) {
        Message message = new Message(1);
        message.getHeader().setRcode(Rcode.REFUSED);
        message.addRecord(
                new OPTRecord(Ask.SIZE, 0, 0, 0, List.of(new ExtendedErrorCodeOption(error))), Section.ADDITIONAL);
        Reply reply = new Reply.Answer(message, 40, Duration.ofMillis(1));
        return Outside.of("203.0.113.3", reply);
    }

    @Test
    void whoIsRefusedForHisAddressIsToldSoAndHowToBeLetIn() {
        assertThat(new SoftwareStep().look(refused(ExtendedErrorCodeOption.PROHIBITED)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Trouble.class,
                        trouble -> assertThat(trouble.toString())
                                .contains("203.0.113.3:53 refuses to answer this machine")
                                .contains("not private")
                                .contains("--allow")
                                .doesNotContain("stop it"));
    }

    @Test
    void whoIsRefusedForHisAddressIsNotToldTheSameOfWhatIsForwarded() {
        assertThat(new ForwardingStep().look(refused(ExtendedErrorCodeOption.PROHIBITED)))
                .singleElement()
                .isInstanceOf(Finding.Unseen.class);
    }

    @Test
    void anotherRefusalDoesNotSayWhatItIs() {
        assertThat(new SoftwareStep().look(refused(ExtendedErrorCodeOption.OTHER)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Trouble.class,
                        trouble -> assertThat(trouble.toString()).contains("does not say what it is"));
    }
}
