package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mpd.dns.forward.UpstreamAnswer.Again;
import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.forward.UpstreamQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What is kept, for how long, and what it looks like when it is given out.
final class KeptAnswersTest extends CacheFixture {

    private static final String NAME = "www.test.";

    /// Once it is popular. In the last tenth of its life the cache is to see several times that it is.
    @ParameterizedTest
    @CsvSource({
        "300, 9500, 500, 30000",
        "300, 9001, 999, 30000",
        "300, 10000, 0, 30000",
        "300, 260000, 0, 10000",
        "300, 270000, 0, 0",
        "300, 270001, 999, 999",
        "40, 10001, 999, 25999",
        "8, 1, 999, 6899",
        "8, 7300, 700, 275",
        "1, 1, 999, 499",
        "1, 501, 499, 125"
    })
    void answerSaysForHowLongItMayBeGivenAgain(int ttl, int age, int same, int again) {
        popular(ttl);
        pass(Duration.ofMillis(age));
        Answered answer = (Answered) ask(NAME).join();
        assertThat(answer.provenance()).isEqualTo(cached(age, same, again));
        pass(Duration.ofMillis(Math.min(same, again)));
        Answered later = (Answered) ask(NAME).join();
        assertThat(later.message()).isEqualTo(answer.message());
    }

    private void popular(int ttl) {
        ask(NAME, address(NAME, ttl, "192.0.2.1"));
        for (int count = 0; count < 3; count++) {
            ask(NAME).join();
        }
    }

    private Provenance.Cached cached(int age, int same, int again) {
        long now = clock.now();
        return new Provenance.Cached(
                Duration.ofMillis(age), new Again(now + same * 1_000_000L, now + again * 1_000_000L));
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "10, 1", "30, 1", "60, 3", "300, 1", "300, 20"})
    void whatIsAskedForAllTheTimeIsAskedAgainBeforeItExpires(int ttl, int every) {
        ask(NAME, address(NAME, ttl, "192.0.2.1"));
        long until = clock.now();
        for (int age = every; age < ttl; age += every) {
            pass(every);
            if (clock.now() - until >= 0) {
                until = ((Provenance.Cached) provenance(ask(NAME).join()))
                        .again()
                        .until();
            }
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void answerIsGivenAgainForNoLongerThanItLives() {
        popular(8);
        pass(Duration.ofMillis(7900));
        assertThat(provenance(ask(NAME).join())).isEqualTo(cached(7900, 100, 100));
    }

    @Test
    void answerWhoseTtlIsLimitedIsGivenAgainForAsLongAsItStaysAsItIs() {
        cache.use(new CacheSettings(CacheSettings.DEFAULT.size(), new CacheSettings.Ttls(20, 0, 0, 0), false));
        popular(300);
        pass(Duration.ofMillis(9500));
        assertThat(provenance(ask(NAME).join())).isEqualTo(cached(9500, 500, 500));
    }

    @Test
    void answerIsGivenAgainWithoutAskingAndSaysSo() {
        long now = clock.now();
        Provenance first = provenance(ask(NAME, address(NAME, 300, "192.0.2.1")));
        pass(Duration.ofMillis(9500));
        var again = ask(NAME).join();

        assertThat(first).isEqualTo(toGiveAgain(new Again(now, now + 30_000_000_000L)));
        assertThat(provenance(again)).isEqualTo(cached(9500, 500, 30000));
        assertThat(read(again).getSection(Section.ANSWER).getFirst().rdataToString())
                .isEqualTo("192.0.2.1");
        assertThat(ttl(again)).isEqualTo(290);
        assertThat(asked).hasSize(1);
        assertThat(cache.status()).returns(1L, CacheStatus::hits).returns(1L, CacheStatus::misses);
    }

    private static Provenance toGiveAgain(Again again) {
        return new Provenance.Asked(List.of(), Optional.of(again));
    }

    @Test
    void answerThatIsNotKeptAsItCameIsNotGivenAgainBeforeTheCacheHasGivenItOnce() {
        Provenance notAgain = new Provenance.Asked();
        cache = with(ttls(0, 60, 0, 0));
        assertThat(provenance(ask(NAME, address(NAME, 300, "192.0.2.1")))).isEqualTo(notAgain);
        cache = with(ttls(0, 0, 60, 0));
        assertThat(provenance(ask(NAME, address(NAME, 30, "192.0.2.1")))).isEqualTo(notAgain);
        cache = with(ttls(0, 0, 0, 0));
        assertThat(provenance(ask("denied.test.", denial("denied.test.", Rcode.NXDOMAIN, 60, 60))))
                .isEqualTo(notAgain);
        assertThat(provenance(ask("none.test.", denial("none.test.", Rcode.NOERROR, 60, 30))))
                .isEqualTo(notAgain);
    }

    @Test
    void answerThatTheCacheHasNoRoomForIsNotGivenAgain() {
        cache = with(size(0, 1000));
        assertThat(provenance(ask(NAME, address(NAME, 300, "192.0.2.1")))).isEqualTo(new Provenance.Asked());
    }

    @Test
    void answerEndsWithTheSmallestTtlOfAllItsRecords() {
        Message message = address(NAME, 300, "192.0.2.1");
        message.addRecord(record("test.", "NS", 60, "ns.test."), Section.AUTHORITY);
        message.addRecord(record("ns.test.", "A", 20, "192.0.2.2"), Section.ADDITIONAL);
        ask(NAME, message);

        pass(Duration.ofMillis(19_999));
        assertThat(ask(NAME)).isCompleted();
        pass(Duration.ofMillis(1));
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void optIsNoRecordWithTtl() {
        Message message = address(NAME, 300, "192.0.2.1");
        message.addRecord(new OPTRecord(1232, 0, 0, Flags.DO), Section.ADDITIONAL);
        ask(question(NAME, Type.A, true, false, false), answered(message));
        pass(7);

        Message again = read(ask(question(NAME, Type.A, true, false, false)).join());

        assertThat(again.getOPT()).returns(Flags.DO, OPTRecord::getFlags).returns(1232, OPTRecord::getPayloadSize);
    }

    @Test
    void letterCaseMakesNoDifference() {
        ask(NAME, address(NAME, 300, "192.0.2.1"));

        assertThat(ask("wWw.TEST.")).isCompleted();
    }

    @Test
    void typeDoAndCdMakeADifferenceAndAdDoesNot() {
        ask(NAME, address(NAME, 300, "192.0.2.1"));

        assertThat(ask(question(NAME, Type.A, false, true, false))).isCompleted();
        assertThat(ask(question(NAME, Type.AAAA))).isNotCompleted();
        assertThat(ask(question(NAME, Type.A, true, false, false))).isNotCompleted();
        assertThat(ask(question(NAME, Type.A, false, false, true))).isNotCompleted();
        assertThat(asked).hasSize(4).allMatch(UpstreamQuestion::authenticData);
    }

    @Test
    void keptAnswerIsNotAuthoritative() {
        Message message = address(NAME, 300, "192.0.2.1");
        message.getHeader().setFlag(Flags.AA);
        ask(NAME, message);

        assertThat(read(ask(NAME).join()).getHeader().getFlag(Flags.AA)).isFalse();
    }

    @Test
    void otherNamesInAnAnswerGetNoEntryOfTheirOwn() {
        Message message = message(NAME, Type.A, Rcode.NOERROR);
        message.addRecord(record(NAME, "CNAME", 300, "web.test."), Section.ANSWER);
        message.addRecord(record("web.test.", "A", 300, "192.0.2.66"), Section.ANSWER);
        message.addRecord(record("ours.test.", "A", 300, "192.0.2.66"), Section.ADDITIONAL);
        ask(NAME, message);

        assertThat(ask(NAME)).isCompleted();
        assertThat(ask("web.test.")).isNotCompleted();
        assertThat(ask("ours.test.")).isNotCompleted();
    }

    @Test
    void answerToAnotherQuestionIsNotKept() {
        ask(NAME, address("evil.test.", 300, "192.0.2.66"));

        assertThat(ask(NAME)).isNotCompleted();
        assertThat(ask("evil.test.")).isNotCompleted();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x8000_0000, 0xFFFF_FFFF})
    void ttlZeroAndTtlAboveTheRangeAreNotKept(int ttl) {
        byte[] wire = address(NAME, 300, "192.0.2.1").toWire();
        // Behind the TTL come the length of four octets and the address.
        ByteBuffer.wrap(wire).putInt(wire.length - 10, ttl);
        ask(question(NAME, Type.A), new Answered(wire, UPSTREAM, Duration.ZERO));

        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void truncatedAnswerIsNotKept() {
        Message message = address(NAME, 300, "192.0.2.1");
        message.getHeader().setFlag(Flags.TC);
        ask(NAME, message);

        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void answerOfAServerThatDoesNotRecurseIsNotKept() {
        Message message = address(NAME, 300, "192.0.2.1");
        message.getHeader().unsetFlag(Flags.RA);
        ask(NAME, message);

        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void referralIsNotKeptWhateverIsConfigured() {
        cache = with(ttls(0, 0, 0, 600));
        Message message = message(NAME, Type.A, Rcode.NOERROR);
        message.addRecord(record("test.", "NS", 300, "ns.test."), Section.AUTHORITY);
        ask(NAME, message);

        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void brokenMessageIsPassedOnAndNotKept() {
        byte[] wire = address(NAME, 300, "192.0.2.1").toWire();
        wire[7] = 9;
        var broken = new Answered(wire, UPSTREAM, Duration.ZERO);

        assertThat(ask(question(NAME, Type.A), broken)).isEqualTo(broken);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void anyIsNotKept() {
        Message message = message(NAME, Type.ANY, Rcode.NOERROR);
        message.addRecord(record(NAME, "A", 300, "192.0.2.1"), Section.ANSWER);
        ask(question(NAME, Type.ANY), answered(message));

        assertThat(ask(question(NAME, Type.ANY))).isNotCompleted();
    }

    @Test
    void answersAgeWhileTheMachineSleeps() {
        ask(NAME, address(NAME, 300, "192.0.2.1"));

        wallAheadMillis += 299_000;
        assertThat(ttl(ask(NAME).join())).isOne();
        wallAheadMillis += 2000;
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void wallClockSetBackMakesNothingYounger() {
        ask(NAME, address(NAME, 300, "192.0.2.1"));
        pass(100);
        wallAheadMillis -= 86_400_000;

        assertThat(ttl(ask(NAME).join())).isEqualTo(200);
    }

    @Test
    void maxTtlLimitsWhatClientsAreGivenAndNotWhatIsKept() {
        cache = with(ttls(60, 0, 0, 0));

        assertThat(ttl(ask(NAME, address(NAME, 300, "192.0.2.1")))).isEqualTo(60);
        pass(200);
        assertThat(ttl(ask(NAME).join())).isEqualTo(60);
        pass(90);
        assertThat(ttl(ask(NAME).join())).isEqualTo(10);
    }

    @Test
    void maxCacheTtlLimitsWhatIsKeptAndNotTheFirstAnswer() {
        cache = with(ttls(0, 60, 0, 0));

        assertThat(ttl(ask(NAME, address(NAME, 300, "192.0.2.1")))).isEqualTo(300);
        pass(10);
        assertThat(ttl(ask(NAME).join())).isEqualTo(50);
        pass(50);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void minCacheTtlStretchesWhatIsKeptToAnHourAtMost() {
        cache = with(ttls(0, 0, 1_000_000, 0));

        assertThat(ttl(ask(NAME, address(NAME, 5, "192.0.2.1")))).isEqualTo(5);
        pass(3599);
        assertThat(ttl(ask(NAME).join())).isOne();
        pass(1);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void minCacheTtlDoesNotKeepTtlZero() {
        cache = with(ttls(0, 0, 60, 0));
        ask(NAME, address(NAME, 0, "192.0.2.1"));

        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void nothingIsKeptForMoreThanAWeek() {
        ask(NAME, address(NAME, 0x7FFF_FFFF, "192.0.2.1"));

        assertThat(ttl(ask(NAME).join())).isEqualTo(604_800);
        pass(604_800);
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void peekFindsWhatIsFreshAndAsksNobody() {
        assertThat(cache.peek(question(NAME, Type.A))).isEmpty();
        ask(NAME, address(NAME, 300, "192.0.2.1"));

        assertThat(cache.peek(question(NAME, Type.A)))
                .hasValueSatisfying(answer -> assertThat(ttl(answer)).isEqualTo(300));
        pass(300);
        assertThat(cache.peek(question(NAME, Type.A))).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatIsOftenAskedForIsAskedAgainInTheLastTenthOfItsLife() {
        ask(NAME, address(NAME, 300, "192.0.2.1"));
        for (int i = 0; i < 4; i++) {
            ask(NAME).join();
        }
        pass(271);
        assertThat(ask(NAME)).isCompleted();
        assertThat(ask(NAME)).isCompleted();
        assertThat(asked).hasSize(2);

        answers(address(NAME, 300, "192.0.2.2"));
        assertThat(ttl(ask(NAME).join())).isEqualTo(300);
    }

    @Test
    void whatIsSeldomAskedForIsLeftToExpire() {
        ask(NAME, address(NAME, 300, "192.0.2.1"));
        pass(299);
        ask(NAME).join();

        assertThat(asked).hasSize(1);
    }
}
