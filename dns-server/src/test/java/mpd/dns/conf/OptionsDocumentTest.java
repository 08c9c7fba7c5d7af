package mpd.dns.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsDocumentTest {

    @Test
    void thePageHasEveryOptionAsTheTableHasIt() throws IOException {
        String page = Files.readString(Path.of("../docs/DNSMASQ-OPTIONS.md"));
        assertThat(page).contains(String.join("\n", rows()));
    }

    /// The rows of the page: options with an effect one by one, those without by their reason.
    private static List<String> rows() {
        List<String> rows = new ArrayList<>(List.of("| option | here |", "|---|---|"));
        Map<String, List<String>> idle = new LinkedHashMap<>();
        for (ConfOption option : OptionTable.all()) {
            switch (option.verdict()) {
                case ConfOption.Verdict.Same() -> rows.add("| `" + option.name() + "` | same |");
                case ConfOption.Verdict.Better(String how) ->
                    rows.add("| `" + option.name() + "` | better: " + how + " |");
                case ConfOption.Verdict.NoEffect(String why) ->
                    idle.computeIfAbsent(why, _ -> new ArrayList<>()).add("`" + option.name() + "`");
            }
        }
        idle.forEach((why, names) -> rows.add("| " + String.join(" ", names) + " | no effect: " + why + " |"));
        return rows;
    }
}
