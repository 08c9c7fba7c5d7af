package mpd.dns.tests.lab;

import java.nio.file.Path;
import java.util.List;

/// The build context of the image that `container/build` makes, made once for all tests.
public final class ProgramImage {

    private static final Path CONTEXT = make();

    private ProgramImage() {}

    /// The directory with Containerfile and everything that goes into the image.
    static Path context() {
        return CONTEXT;
    }

    /// The launcher that goes into it, which runs outside of it as well.
    public static Path launcher() {
        return CONTEXT.resolve("rootfs/opt/mpd-dns/bin/mpd-dns");
    }

    private static Path make() {
        final Path repository = Path.of(System.getProperty("mpd.dns.root"));
        final Path context = Path.of(System.getProperty(
                "mpd.dns.image.context",
                repository.resolve("dns-server-tests/target/image-context").toString()));
        Commands.run(List.of("rm", "-rf", context.toString()), "").output();
        Commands.run(
                        List.of(repository.resolve("container/build").toString(), "--context-only", context.toString()),
                        "")
                .output();
        return context;
    }
}
