package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What happens when nameservers fail: failures are remembered (RFC 9520), expired answers are given (RFC
/// 8767).
final class FailuresTest extends CacheFixture {

    private static final String NAME = "www.test.";

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR})
    void failureOfTheNameserverIsRememberedForASecond(int rcode) {
        ask(NAME, message(NAME, Type.A, rcode));

        pass(Duration.ofMillis(999));
        assertThat(read(ask(NAME).join()).getRcode()).isEqualTo(rcode);
        assertThat(asked).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void longFailuresTakeThePlacesOfOthers() {
        for (int i = 0; i < 100; i++) {
            String name = "n" + i + ".test.";
            Message failure = message(name, Type.A, Rcode.SERVFAIL);
            for (int j = 0; j < 200; j++) {
                failure.addRecord(record(name, "TXT", 60, j + "x".repeat(250)), Section.ADDITIONAL);
            }
            ask(name, failure);
        }
        long remembered = IntStream.range(0, 100)
                .filter(i -> ask("n" + i + ".test.").isDone())
                .count();
        assertThat(remembered).isBetween(1L, 25L);
    }

    @Test
    void silenceIsRememberedLongerEachTimeUpToFiveSeconds() {
        for (long seconds : new long[] {1, 2, 4, 5, 5}) {
            ask(question(NAME, Type.A), SILENCE);
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(ask(NAME)).isCompletedWithValue(SILENCE);
            pass(Duration.ofNanos(1));
        }
        assertThat(asked).hasSize(5);
    }

    @Test
    void anAnswerEndsTheRowOfFailures() {
        ask(question(NAME, Type.A), SILENCE);
        pass(1);
        ask(question(NAME, Type.A), SILENCE);
        pass(2);
        ask(NAME, address(NAME, 0, "192.0.2.1"));
        ask(question(NAME, Type.A), SILENCE);
        pass(1);

        assertThat(ask(NAME)).isNotCompleted();
    }

    @Test
    void failureOfOneQuestionIsNoneOfAnother() {
        ask(question(NAME, Type.A), SILENCE);

        assertThat(ask(question(NAME, Type.AAAA))).isNotCompleted();
    }

    @Test
    void failureThatCameAtOnceIsNotRemembered() {
        UpstreamAnswer none = new UpstreamAnswer.Failed(22, "no nameserver in /etc/resolv.conf");
        int[] count = {0};
        cache = new CachingForwarder(
                _ -> {
                    count[0]++;
                    return CompletableFuture.completedFuture(none);
                },
                (_, then) -> timers.add(then),
                clock,
                CacheSettings.DEFAULT);

        assertThat(ask(NAME)).isCompletedWithValue(none);
        assertThat(ask(NAME)).isCompletedWithValue(none);
        assertThat(count[0]).isEqualTo(2);
    }

    @Test
    void failuresAreForgottenWhenNameserversChangeAndAnswersAreNot() {
        ask("kept.test.", address("kept.test.", 300, "192.0.2.1"));
        ask(question(NAME, Type.A), SILENCE);
        CompletableFuture<UpstreamAnswer> under = ask("slow.test.");

        cache.forgetFailures();

        assertThat(ask(NAME)).isNotCompleted();
        assertThat(ask("kept.test.")).isCompleted();
        assertThat(ask("slow.test.")).isNotCompleted();
        assertThat(asked).hasSize(5);
        open.remove().complete(SILENCE);
        assertThat(under).isCompletedWithValue(SILENCE);
    }

    @Test
    void forwarderThatThrowsIsAFailure() {
        throwing(() -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(ask(NAME).join()).isInstanceOf(UpstreamAnswer.Failed.class);
    }

    @Test
    void nobodyWaitsForAQuestionThatMemoryWasLackingFor() {
        throwing(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        assertThat(ask(NAME)).isCompletedWithValueMatching(UpstreamAnswer.Failed.class::isInstance);
        assertThat(ask(NAME)).isCompletedWithValueMatching(UpstreamAnswer.Failed.class::isInstance);
    }

    private void throwing(Supplier<CompletionStage<UpstreamAnswer>> asking) {
        cache = new CachingForwarder(_ -> asking.get(), (_, then) -> timers.add(then), clock, CacheSettings.DEFAULT);
    }

    @Test
    void expiredAnswerIsGivenWhenNameserversAreSilentFor1800Millis() {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        pass(61);
        CompletableFuture<UpstreamAnswer> client = ask(NAME);
        assertThat(client).isNotCompleted();

        silentFor1800Millis();

        assertStale(client.join());
        assertThat(provenance(client.join())).isEqualTo(new Provenance.Stale(Duration.ofMillis(62_800)));
        assertThat(cache.status().staleAnswers()).isOne();
    }

    @Test
    void questionGoesOnBehindAnExpiredAnswer() {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        pass(61);
        var _ = ask(NAME);
        silentFor1800Millis();

        assertStale(ask(NAME).join());
        assertThat(asked).hasSize(2);
        answers(address(NAME, 60, "192.0.2.2"));
        assertThat(provenance(ask(NAME).join())).isInstanceOf(Provenance.Cached.class);
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED})
    void expiredAnswerIsBetterThanAFailure(int rcode) {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        pass(61);

        assertStale(ask(NAME, message(NAME, Type.A, rcode)));
    }

    @Test
    void expiredAnswerIsGivenAtOnceWhileNameserversAreKnownToBeSilent() {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        pass(61);
        assertStale(ask(question(NAME, Type.A), SILENCE));

        assertStale(ask(NAME).join());
        assertThat(asked).hasSize(2);
        pass(20);
        assertStale(ask(NAME).join());
        assertThat(asked).as("asked again behind it").hasSize(3);
        open.remove().complete(SILENCE);
        pass(31);
        assertThat(ask(NAME)).as("a good while ago").isNotCompleted();
    }

    @Test
    void freshAnswerIsWaitedForWhenItComesInTime() {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        pass(61);

        assertThat(ttl(ask(NAME, address(NAME, 60, "192.0.2.2")))).isEqualTo(60);
        assertThat(cache.status().staleAnswers()).isZero();
    }

    @Test
    void denialOfANameIsNotGivenPastItsTime() {
        ask(NAME, denial(NAME, Rcode.NXDOMAIN, 60, 60));
        pass(61);

        assertThat(ask(question(NAME, Type.A), SILENCE)).isEqualTo(SILENCE);
    }

    @Test
    void missingTypeIsGivenPastItsTime() {
        ask(NAME, denial(NAME, Rcode.NOERROR, 60, 60));
        pass(61);

        assertThat(provenance(ask(question(NAME, Type.A), SILENCE))).isInstanceOf(Provenance.Stale.class);
    }

    @Test
    void answerThatExpiredMoreThanADayAgoIsNotGiven() {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        pass(60 + 86_399);
        assertStale(ask(question(NAME, Type.A), SILENCE));
        pass(31);

        assertThat(ask(question(NAME, Type.A), SILENCE)).isEqualTo(SILENCE);
    }

    @Test
    void newerAnswerThatIsNotKeptTakesTheExpiredOneAway() {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        pass(61);
        ask(NAME, address(NAME, 0, "192.0.2.2"));

        assertThat(ask(question(NAME, Type.A), SILENCE)).isEqualTo(SILENCE);
    }

    @Test
    void staleAnswerKeepsTheErrorsOfTheNameserverAndAddsItsOwn() {
        Message message = address(NAME, 60, "192.0.2.1");
        message.addRecord(
                new OPTRecord(1232, 0, 0, 0, new ExtendedErrorCodeOption(ExtendedErrorCodeOption.FORGED_ANSWER, "x")),
                Section.ADDITIONAL);
        ask(NAME, message);
        pass(61);

        UpstreamAnswer stale = ask(question(NAME, Type.A), SILENCE);

        assertThat(read(stale).getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR))
                .extracting(option -> ((ExtendedErrorCodeOption) option).getErrorCode())
                .containsExactly(ExtendedErrorCodeOption.FORGED_ANSWER, ExtendedErrorCodeOption.STALE_ANSWER);
        assertStale(stale);
    }

    @Test
    void refreshThatFailsLeavesTheAnswerToWhoeverAsksAfterItsEnd() {
        ask(NAME, address(NAME, 10, "192.0.2.1"));
        for (int i = 0; i < 4; i++) {
            ask(NAME).join();
        }
        pass(Duration.ofMillis(9500));
        assertThat(ask(NAME)).isCompleted();
        assertThat(asked).hasSize(2);
        pass(1);
        CompletableFuture<UpstreamAnswer> late = ask(NAME);
        open.remove().complete(SILENCE);

        assertStale(late.join());
    }

    @Test
    void whoAsksAfterTheEndOfAnAnswerThatWasAskedForAgainInVainDoesNotWait() {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        for (int i = 0; i < 4; i++) {
            ask(NAME).join();
        }
        pass(58);
        assertThat(ask(NAME)).isCompleted();
        assertThat(asked).as("asked again in the last tenth of its life").hasSize(2);
        silentFor1800Millis();
        pass(1);

        assertStale(ask(NAME).getNow(SILENCE));
        assertThat(asked).hasSize(2);
    }

    @Test
    void timeThatTheMachineSleptIsNoSilenceOfNameservers() {
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        pass(61);
        CompletableFuture<UpstreamAnswer> before = ask(NAME);
        wallAheadMillis += 60_000;

        assertThat(ask(NAME)).isNotCompleted();
        answers(address(NAME, 60, "192.0.2.2"));
        assertThat(ttl(before.join())).isEqualTo(60);
    }

    @Test
    void whoCanWaitNoLongerGetsWhatHasExpiredAndNothingElse() {
        assertThat(cache.expired(question(NAME, Type.A))).isEmpty();
        ask(NAME, address(NAME, 60, "192.0.2.1"));
        assertThat(cache.expired(question(NAME, Type.A)))
                .as("while it is fresh")
                .isEmpty();
        pass(61);

        assertStale(cache.expired(question(NAME, Type.A)).orElseThrow());
        assertThat(cache.status().staleAnswers()).isOne();
        assertThat(asked).hasSize(1);
    }

    private static void assertStale(UpstreamAnswer answer) {
        Message message = read(answer);
        assertThat(provenance(answer)).isInstanceOf(Provenance.Stale.class);
        assertThat(message.getSection(Section.ANSWER))
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record.getTTL()).isEqualTo(30));
        assertThat(message.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR))
                .extracting(option -> ((ExtendedErrorCodeOption) option).getErrorCode())
                .contains(ExtendedErrorCodeOption.STALE_ANSWER);
    }
}
