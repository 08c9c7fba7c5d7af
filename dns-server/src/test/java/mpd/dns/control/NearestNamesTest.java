package mpd.dns.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Name;

class NearestNamesTest {

    @ParameterizedTest
    @CsvSource({"php,php,0", "php,phpp,1", "php,pph,1", "runtime,runtiem,1", "a,b,1", "portal,adminer,3"})
    void lettersToChangeAreCountedUpToTheLimit(String from, String to, int distance) {
        assertThat(NearestNames.distance(from, to, 2)).isEqualTo(distance);
    }

    @Test
    void theSameFirstLabelElsewhereIsNear() {
        Name zone = Name.fromConstantString("mpd.test.");
        Name php = Name.fromConstantString("php.runtime.mpd.test.");
        Name other = Name.fromConstantString("adminer.service.mpd.test.");
        assertThat(NearestNames.of(Name.fromConstantString("php.service.mpd.test."), zone, List.of(other, php)))
                .containsExactly(php);
    }
}
