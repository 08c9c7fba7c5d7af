package mpd.dns.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A lease on a file: until it ends, opening that file blocks.
public final class Lease implements AutoCloseable {

    // F_SETLEASE and F_WRLCK; the kernel's signal that somebody wants to open it is passed over.
    private static final String TAKE = """
            $SIG{IO} = "IGNORE";
            open(my $file, ">>", $ARGV[0]) or die "open: $!";
            fcntl($file, 1024, 1) or die "lease: $!";
            $| = 1;
            print "held\\n";
            <STDIN>;
            """;

    private final Process holder;

    private Lease(Process holder) {
        this.holder = holder;
    }

    /// Takes a lease on a file of this user that nobody else has open.
    public static Lease on(Path file) throws IOException {
        Process holder = new ProcessBuilder("perl", "-e", TAKE, file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("held");
        return new Lease(holder);
    }

    @Override
    public void close() {
        holder.destroyForcibly().onExit().join();
    }
}
