package mpd.dns.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class BarChartTest {

    private final BarChart chart = new BarChart("CPU <per> query", Unit.MICROS, List.of("ours", "theirs"))
            .group("10 & more", List.of(5_000L, 10_000L))
            .group("none", List.of(0L, 2_500L));

    @Test
    void pictureIsXmlWithABarForEachValue() throws Exception {
        final Document picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));
        // And one beside each name of the series.
        assertThat(picture.getElementsByTagName("rect").getLength()).isEqualTo(4 + 2);
        assertThat(picture.getDocumentElement().getTextContent())
                .contains("CPU <per> query", "10 & more", "10.00 µs", "ours");
    }

    @Test
    void lengthsAreSharesOfTheLargestValue() {
        assertThat(chart.svg()).contains("width=\"500.0\"", "width=\"250.0\"", "width=\"125.0\"", "width=\"1.0\"");
    }

    @Test
    void aValueThatWouldHideTheOthersIsCut() {
        final String picture = new BarChart("time", Unit.MICROS, List.of("ours", "theirs"))
                .group("few", List.of(5_000L, 10_000L))
                .group("many", List.of(5_000L, 50_001L))
                .svg();
        assertThat(picture).contains("width=\"250.0\"", "50.00 µs, cut").containsOnlyOnce(", cut");
    }

    @Test
    void itsWordsShowOnADarkPage() {
        assertThat(chart.svg()).contains("prefers-color-scheme: dark");
    }

    @Test
    void eachGroupHasAllBars() {
        assertThatIllegalArgumentException().isThrownBy(() -> chart.group("half", List.of(1L)));
    }
}
