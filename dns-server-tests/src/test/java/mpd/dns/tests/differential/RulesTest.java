package mpd.dns.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class RulesTest {

    private static final Facts FACTS = Facts.of(new Scenario(
            1,
            1,
            List.of(
                    new Statement.Setting("local-ttl", "60"),
                    new Statement.Local(List.of("mpd.test")),
                    new Statement.Address(List.of("site.mpd.test"), "10.163.0.4"),
                    new Statement.Host(List.of("vm.service.mpd.test"), List.of("10.163.0.5"), OptionalLong.empty())),
            Optional.empty()));
    private static final Answer BARE_NXDOMAIN = new Answer("NXDOMAIN", false, true, false, Set.of(), false);
    private static final Answer NXDOMAIN = new Answer("NXDOMAIN", true, true, false, Set.of(), true);
    private static final Answer BARE_NODATA = new Answer("NOERROR", false, true, false, Set.of(), false);
    private static final Answer NODATA = new Answer("NOERROR", true, true, false, Set.of(), true);

    private static Answer found(final String owner, final long ttl, final String address) {
        return new Answer(
                "NOERROR", true, true, false, Set.of(new Answer.Line(owner, Type.A, ttl, address, address)), false);
    }

    private static boolean explained(final String name, final int type, final Answer theirs, final Answer ours) {
        return Rules.explain(new Case(FACTS, Question.of(name, type), theirs, ours));
    }

    @Test
    void whatIsMeantToDifferIsExplained() {
        assertThat(explained("no.mpd.test", Type.A, BARE_NXDOMAIN, NXDOMAIN)).isTrue();
        assertThat(explained("vm.service.mpd.test", Type.AAAA, BARE_NODATA, NODATA))
                .isTrue();
        assertThat(explained("service.mpd.test", Type.A, BARE_NODATA, NODATA)).isTrue();
        assertThat(explained("x.site.mpd.test", Type.AAAA, BARE_NXDOMAIN, NODATA))
                .isTrue();
    }

    @Test
    void wrongAnswersAreNot() {
        assertThat(explained("service.mpd.test", Type.A, BARE_NODATA, NXDOMAIN)).isFalse();
        assertThat(explained("vm.service.mpd.test", Type.AAAA, BARE_NODATA, NXDOMAIN))
                .isFalse();
        assertThat(explained("no.mpd.test", Type.A, BARE_NXDOMAIN, NODATA)).isFalse();
        assertThat(explained("no.mpd.test", Type.A, BARE_NXDOMAIN, BARE_NODATA)).isFalse();
        final Answer right = found("vm.service.mpd.test", 60, "0aa30005");
        assertThat(explained("vm.service.mpd.test", Type.A, right, right)).isTrue();
        assertThat(explained("vm.service.mpd.test", Type.A, right, found("vm.service.mpd.test", 60, "0aa30006")))
                .isFalse();
        assertThat(explained("vm.service.mpd.test", Type.A, right, found("vm.service.mpd.test", 1, "0aa30005")))
                .isFalse();
        assertThat(explained("vm.service.mpd.test", Type.A, right, NODATA)).isFalse();
        assertThat(explained("vm.service.mpd.test", Type.A, right, Answer.silence()))
                .isFalse();
    }

    @Test
    void aRuleThatExplainsTooMuchOrNothingIsNoticed() {
        final Rule wide = new Rule("wide", "", "", "", of -> of.type() == Type.A);
        final Rule dead = new Rule("dead", "", "", "", _ -> false);
        final Tally tally = new Tally(List.of(wide, dead));
        final Case same = new Case(FACTS, Question.of("mpd.test", Type.A), NODATA, NODATA);
        for (int count = 0; count < 93; count++) {
            assertThat(tally.explains(same)).isTrue();
        }
        for (int count = 0; count < 6; count++) {
            assertThat(tally.explains(new Case(FACTS, Question.of("mpd.test", Type.A), BARE_NODATA, NODATA)))
                    .isTrue();
        }
        assertThat(tally.explains(new Case(FACTS, Question.of("mpd.test", Type.MX), BARE_NODATA, NODATA)))
                .isFalse();
        assertThat(tally.tooWide()).singleElement().asString().endsWith("wide");
        assertThat(tally.dead()).containsExactly("dead");
    }

    @Test
    void aConfigurationIsMadeAsSmallAsItStillShowsIt() {
        final Scenario scenario = Grammar.scenario(7, 2);
        final Statement cause = scenario.statements().get(5);
        final Scenario smallest =
                Shrinking.shrink(scenario, smaller -> smaller.statements().contains(cause));
        assertThat(smallest.statements()).containsExactly(cause);
    }
}
