package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// What is made of a denial by a nameserver that stands in for the office's, which knows the name and is
/// silent.
final class StandInsTest extends CacheFixture {

    private static final String NAME = "intranet.test.";
    private static final InetSocketAddress STAND_IN = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.54"), 53);

    /// The office's nameserver is the fixture's.
    private static Answered denies(String name, long ttl) {
        byte[] message = denial(name, Rcode.NXDOMAIN, ttl, ttl).toWire();
        return new Answered(
                message, STAND_IN, Duration.ZERO, new Provenance.Asked(List.of(UPSTREAM), Optional.empty()));
    }

    private static int rcode(UpstreamAnswer answer) {
        return read(answer).getRcode();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5, 900})
    void itTakesNoFreshAnswersPlace(long ttl) {
        ask(NAME, address(NAME, 30, "192.0.2.1"));
        pass(28);
        for (int i = 0; i < 4; i++) {
            ask(NAME).join();
        }
        open.remove().complete(denies(NAME, ttl));
        assertThat(provenance(ask(NAME).join())).isInstanceOf(Provenance.Cached.class);
        assertThat(rcode(ask(NAME).join())).isEqualTo(Rcode.NOERROR);
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5})
    void whatTheOfficeSaidIsGivenOnAfterItsTimeInsteadOfIt(long ttl) {
        ask(NAME, address(NAME, 30, "192.0.2.1"));
        pass(31);
        UpstreamAnswer first = ask(question(NAME, Type.A), denies(NAME, ttl));
        assertThat(provenance(first)).isEqualTo(new Provenance.Stale(Duration.ofSeconds(31)));
        assertThat(rcode(first)).isEqualTo(Rcode.NOERROR);
        assertThat(ttl(first)).isEqualTo(30);

        assertThat(provenance(ask(NAME).join())).isInstanceOf(Provenance.Stale.class);
        assertThat(asked).as("not for each query").hasSize(2);
        pass(6);
        assertThat(provenance(ask(NAME).join())).as("while it is asked again").isInstanceOf(Provenance.Stale.class);
        answers(address(NAME, 30, "192.0.2.2"));
        assertThat(read(ask(NAME).join()).toString()).contains("192.0.2.2");
    }

    @Test
    void whatTheOfficeSaidMoreThanADayBeforeIsForgotten() {
        ask(NAME, address(NAME, 30, "192.0.2.1"));
        pass(Duration.ofDays(1).plusSeconds(31));
        assertThat(rcode(ask(question(NAME, Type.A), denies(NAME, 5)))).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void whatItSaidItselfItMayTakeBack() {
        ask(question(NAME, Type.A), new Answered(address(NAME, 30, "192.0.2.1").toWire(), STAND_IN, Duration.ZERO));
        pass(31);
        assertThat(rcode(ask(question(NAME, Type.A), denies(NAME, 5)))).isEqualTo(Rcode.NXDOMAIN);
        pass(4);
        assertThat(rcode(ask(NAME).join())).isEqualTo(Rcode.NXDOMAIN);
        pass(1);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void whatTheOfficeDeniesItselfIsNotGivenOn() {
        ask(NAME, address(NAME, 30, "192.0.2.1"));
        pass(31);
        assertThat(rcode(ask(NAME, denial(NAME, Rcode.NXDOMAIN, 5, 5)))).isEqualTo(Rcode.NXDOMAIN);
        pass(6);
        assertThat(rcode(ask(question(NAME, Type.A), denies(NAME, 5)))).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void whereNothingIsKnownItIsBelievedForItsTime() {
        assertThat(rcode(ask(question(NAME, Type.A), denies(NAME, 5)))).isEqualTo(Rcode.NXDOMAIN);
        pass(4);
        assertThat(rcode(ask(NAME).join())).isEqualTo(Rcode.NXDOMAIN);
        assertThat(asked).hasSize(1);
    }

    @Test
    void itTakesNoFreshAnswersPlaceWhereItWouldBeKeptForLonger() {
        cache = with(ttls(0, 0, 600, 0));
        ask(NAME, address(NAME, 700, "192.0.2.1"));
        pass(650);
        for (int i = 0; i < 4; i++) {
            ask(NAME).join();
        }
        open.remove().complete(denies(NAME, 5));
        assertThat(rcode(ask(NAME).join())).isEqualTo(Rcode.NOERROR);
    }
}
