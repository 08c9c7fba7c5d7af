package mpd.dns.diag;

import static org.assertj.core.api.Assertions.assertThat;

import mpd.dns.control.StatusReply;
import org.junit.jupiter.api.Test;

class FilesStepTest {

    @Test
    void aLineIsMendedByAPersonUnlessResolvedWritesIt() {
        Scene scene = Outside.told(
                new StatusReply.Trouble("configuration", "/d/a.conf:1: 'x': expected an option"),
                new StatusReply.Trouble("podman", "not of the files"),
                new StatusReply.Trouble("resolv.conf", "/etc/resolv.conf:2: not understood: y"),
                new StatusReply.Trouble("resolv.conf", "/nonexistent:2: not understood: y"));
        assertThat(new FilesStep().look(scene))
                .containsExactly(
                        new Finding.Trouble(
                                "/d/a.conf:1: 'x': expected an option",
                                "mend it, it counts at once; mpd-dns check shows all such lines"),
                        new Finding.Trouble(
                                "/etc/resolv.conf:2: not understood: y",
                                "mend it, it counts at once; mpd-dns check shows all such lines"),
                        new Finding.Trouble(
                                "/nonexistent:2: not understood: y",
                                "systemd-resolved writes it, by what resolvectl status says"));
    }

    @Test
    void filesWithoutATroubleAreSound() {
        assertThat(new FilesStep().look(Outside.told())).singleElement().isInstanceOf(Finding.Sound.class);
    }
}
