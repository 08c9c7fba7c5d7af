package mpd.dns.podman;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PodmanDocumentTest {

    @Test
    void everyTestThatTheDocumentNamesExists() throws IOException {
        String text = Files.readString(Path.of("../docs/PODMAN.md"));
        List<MatchResult> named =
                Pattern.compile("`(\\w+Test)\\.(\\w+)`").matcher(text).results().toList();

        assertThat(named).hasSizeGreaterThan(20).allSatisfy(name -> {
            Class<?> test = Class.forName("mpd.dns.podman." + name.group(1));
            assertThat(Arrays.stream(test.getDeclaredMethods()).map(Method::getName))
                    .contains(name.group(2));
        });
    }
}
