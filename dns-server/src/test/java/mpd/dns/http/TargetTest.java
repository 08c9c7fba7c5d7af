package mpd.dns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import mpd.dns.http.Target.BadRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @Test
    void aPathHasParametersPerhaps() throws BadRequest {
        assertThat(Target.parse("/healthz")).isEqualTo(new Target(Optional.empty(), "/healthz", Map.of()));
        assertThat(Target.parse("/%68ealthz?")).isEqualTo(new Target(Optional.empty(), "/healthz", Map.of()));
        assertThat(Target.parse("/v1/explain?name=a%2Eb+c;d&type="))
                .isEqualTo(new Target(Optional.empty(), "/v1/explain", Map.of("name", "a.b c;d", "type", "")));
    }

    @Test
    void theHostOfAnAbsoluteTargetIsTakenFromIt() throws BadRequest {
        assertThat(Target.parse("http://evil.example:80/a?b=c"))
                .isEqualTo(new Target(Optional.of("evil.example:80"), "/a", Map.of("b", "c")));
        assertThat(Target.parse("HTTP://localhost")).isEqualTo(new Target(Optional.of("localhost"), "/", Map.of()));
        assertThat(Target.parse("http://localhost?a=b"))
                .isEqualTo(new Target(Optional.of("localhost"), "/", Map.of("a", "b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "healthz",
                "https://localhost/",
                "localhost:80",
                "/a?b=%",
                "/a?b=%zz",
                "/a?b=%4",
                "/%",
                "/a?b=1&b=2",
                "/a?b=c#d"
            })
    void whatIsNoTargetIsRefused(String text) {
        assertThatThrownBy(() -> Target.parse(text)).isInstanceOf(BadRequest.class);
    }
}
