package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Which denials are kept, and for how long (RFC 2308).
final class DenialsTest extends CacheFixture {

    private static final String NAME = "www.test.";

    @ParameterizedTest
    @CsvSource({"3, 900, 30", "3, 30, 900", "0, 900, 30", "0, 30, 900"})
    void denialHoldsForTheLesserOfTtlAndMinimumOfItsSoa(int rcode, long ttl, long minimum) {
        ask(NAME, denial(NAME, rcode, ttl, minimum));

        pass(10);
        assertThat(ttl(ask(NAME).join())).isEqualTo(20);
        assertThat(read(ask(NAME).join()).getRcode()).isEqualTo(rcode);
        pass(20);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.NXDOMAIN, Rcode.NOERROR})
    void denialWithoutSoaIsKeptOnlyWhenSoConfigured(int rcode) {
        ask(NAME, message(NAME, Type.A, rcode));
        assertThat(ask(NAME)).isNotCompleted();

        open.clear();
        cache = with(ttls(0, 0, 0, 40));
        ask(NAME, message(NAME, Type.A, rcode));
        pass(39);
        assertThat(ask(NAME)).isCompleted();
        pass(1);
        assertThat(ask(NAME)).isNotCompleted();
    }

    /// Asks for it so often that it is refreshed in the last tenth of its life, which is thirty seconds.
    private void popular() {
        ask(NAME, address(NAME, 300, "192.0.2.1"));
        pass(271);
        for (int i = 0; i < 4; i++) {
            assertThat(ask(NAME)).isCompleted();
        }
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5})
    void denialThatHoldsForLessThanWhatIsKnownIsNotBelievedBeforeThatHasExpired(long ttl) {
        popular();
        answers(denial(NAME, Rcode.NXDOMAIN, ttl, ttl));

        for (int i = 0; i < 100; i++) {
            assertThat(read(ask(NAME).join()).getRcode()).isEqualTo(Rcode.NOERROR);
        }
        pass(28);
        assertThat(read(ask(NAME).join()).getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(asked).as("not for each query").hasSize(2);
        pass(1);
        assertThat(read(ask(NAME, denial(NAME, Rcode.NXDOMAIN, 5, 5))).getRcode())
                .isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void answerToARefreshThatIsNotKeptIsNotAskedForWithEachQuery() {
        popular();
        Message other = address(NAME, 300, "192.0.2.2");
        other.getHeader().unsetFlag(Flags.RA);
        answers(other);
        for (int i = 0; i < 100; i++) {
            assertThat(ask(NAME)).isCompleted();
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void denialThatHoldsForLongerThanWhatIsKnownIsBelieved() {
        popular();
        answers(denial(NAME, Rcode.NXDOMAIN, 900, 900));

        assertThat(read(ask(NAME).join()).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void denialBehindAnAliasHoldsNoLongerThanTheAlias() {
        Message message = denial(NAME, Rcode.NXDOMAIN, 900, 900);
        message.addRecord(record(NAME, "CNAME", 5, "gone.test."), Section.ANSWER);
        ask(NAME, message);

        pass(4);
        assertThat(ask(NAME)).isCompleted();
        pass(1);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void aliasThatLeadsNowhereIsNotKept() {
        Message message = message(NAME, Type.A, Rcode.NOERROR);
        message.addRecord(record(NAME, "CNAME", 300, "gone.test."), Section.ANSWER);
        ask(NAME, message);

        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void denialIsNeverKeptForMoreThanThreeHours() {
        ask(NAME, denial(NAME, Rcode.NXDOMAIN, 86_400, 86_400));

        assertThat(ttl(ask(NAME).join())).isEqualTo(10_800);
    }

    @Test
    void noNegcacheKeepsNoDenial() {
        CacheSettings normal = CacheSettings.DEFAULT;
        cache = with(new CacheSettings(normal.size(), normal.ttls(), true));
        ask(NAME, denial(NAME, Rcode.NXDOMAIN, 900, 900));
        assertThat(ask(NAME)).isNotCompleted();

        open.clear();
        ask("b.test.", address("b.test.", 300, "192.0.2.1"));
        assertThat(ask("b.test.")).isCompleted();
    }

    @Test
    void nameThatDoesNotExistDeniesNeitherNamesBelowItNorItsOtherTypes() {
        ask(NAME, denial(NAME, Rcode.NXDOMAIN, 900, 900));

        assertThat(ask("below." + NAME)).isNotCompleted();
        assertThat(ask(question(NAME, Type.AAAA))).isNotCompleted();
    }

    @Test
    void soaIsGivenTheTimeForWhichTheDenialHolds() {
        ask(NAME, denial(NAME, Rcode.NXDOMAIN, 900, 60));

        assertThat(read(ask(NAME).join())
                        .getSection(Section.AUTHORITY)
                        .getFirst()
                        .getTTL())
                .isEqualTo(60);
    }
}
