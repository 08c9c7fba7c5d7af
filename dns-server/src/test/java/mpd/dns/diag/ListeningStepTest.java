package mpd.dns.diag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListeningStepTest {

    @ParameterizedTest
    @CsvSource({
        "network is unreachable, is the tunnel up",
        "port closed, on the machine of the server",
        "no route, on the machine of the server",
    })
    void whatIsOfTheWayIsLookedForThereAndNotAtTheServer(String why, String fix) {
        Reply reply = new Reply.Refused(why);
        Scene scene = Outside.of("10.163.0.3", reply);
        assertThat(new ListeningStep().look(scene))
                .singleElement()
                .isInstanceOfSatisfying(
                        Finding.Trouble.class,
                        trouble -> assertThat(trouble.fix()).startsWith(fix));
    }
}
