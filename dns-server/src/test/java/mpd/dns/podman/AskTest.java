package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What may be asked through a feed.
class AskTest {

    private static final String NETWORK = "mpd-internal";

    @Test
    void whatASourceAsksIsUnderstood() {
        assertThat(Ask.parse(Api.CONTAINERS, NETWORK)).contains(new Ask.Containers());
        assertThat(Ask.parse(Api.container("7bbf92d973d0"), NETWORK)).contains(new Ask.Inspection("7bbf92d973d0"));
        assertThat(Ask.parse(Api.network(NETWORK), NETWORK)).contains(new Ask.Network(NETWORK));
        assertThat(Ask.parse(Api.events(1_767_225_600), NETWORK)).contains(new Ask.Events(1_767_225_600));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/v4.0.0/libpod/containers/json",
                "/v4.0.0/libpod/containers/json?all=true&external=true",
                "/v4.0.0/libpod/containers/json?all=true ",
                "/v5.0.0/libpod/containers/json?all=true",
                "//v4.0.0/libpod/containers/json?all=true",
                "http://podman/v4.0.0/libpod/containers/json?all=true",
                "/v4.0.0/libpod/containers/a%2fb/json",
                "/v4.0.0/libpod/containers/../json",
                "/v4.0.0/libpod/containers/a/b/json",
                "/v4.0.0/libpod/containers//json",
                "/v4.0.0/libpod/containers/abc/json?size=true",
                "/v4.0.0/libpod/containers/abc/logs",
                "/v4.0.0/libpod/containers/abc/archive?path=/etc/shadow",
                "/v4.0.0/libpod/containers/create",
                "/v4.0.0/libpod/networks/podman/json",
                "/v4.0.0/libpod/networks/mpd-internal/json?x",
                "/v4.0.0/libpod/networks/json",
                "/v4.0.0/libpod/secrets/json",
                "/v4.0.0/libpod/info",
                "/v4.0.0/libpod/events?stream=true&since=1&filters=",
                "/v4.0.0/libpod/events?stream=true",
                "/v4.0.0/libpod/events"
            })
    void nothingElseIs(String target) {
        assertThat(Ask.parse(target, NETWORK)).isEmpty();
    }

    @Test
    void whatIsUnderstoodIsExactlyWhatIsAsked() {
        String[] targets = {Api.CONTAINERS, Api.container("abc123"), Api.network(NETWORK), Api.events(12)};
        Random random = new Random(20260101);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder target = new StringBuilder(targets[round % targets.length]);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                int at = random.nextInt(target.length());
                switch (random.nextInt(3)) {
                    case 0 -> target.setCharAt(at, (char) (33 + random.nextInt(94)));
                    case 1 -> target.deleteCharAt(at);
                    default -> target.insert(at, (char) (33 + random.nextInt(94)));
                }
            }
            Ask.parse(target.toString(), NETWORK)
                    .ifPresent(ask -> assertThat(ask.path()).isEqualTo(target.toString()));
        }
    }
}
