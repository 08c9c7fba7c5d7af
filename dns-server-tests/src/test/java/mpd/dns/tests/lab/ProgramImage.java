package mpd.dns.tests.lab;

import java.nio.file.Path;
import java.util.List;

/// The build context of the image that `container/build` makes, made once for all tests.
public final class ProgramImage {

    private ProgramImage() {}

    /// The directory with Containerfile and everything that goes into the image.
    static Path context() {
        return Made.CONTEXT;
    }

    /// The launcher that goes into it, which runs outside of it as well.
    public static Path launcher() {
        return context().resolve("rootfs/opt/mpd-dns/bin/mpd-dns");
    }

    // Made when it is first asked for.
    private static final class Made {
        private static final Path CONTEXT = make();
    }

    /// What the image depends on, in a few letters: the sources of the program, and those of the image.
    static String key() {
        return Commands.run(List.of("bash", "-euc", """
                                cd "$0"
                                . dns-server/bin/build.bash
                                { source_key; cat container/{Containerfile,base,build,debian.bash,jmods} dns-server/bin/*; } |
                                    sha256sum | cut -c 1-16
                                """, repository().toString()), "")
                .output();
    }

    private static Path repository() {
        return Path.of(System.getProperty("mpd.dns.root"));
    }

    private static Path make() {
        final Path repository = repository();
        final Path context = Path.of(System.getProperty(
                "mpd.dns.image.context",
                repository.resolve("dns-server-tests/target/image-context").toString()));
        MadeOnce.make(
                context,
                key(),
                () -> Commands.run(
                                List.of(
                                        repository.resolve("container/build").toString(),
                                        "--context-only",
                                        context.toString()),
                                "")
                        .output());
        return context;
    }
}
