import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Makes the AOT cache of a program: starts its server beside a Podman and a nameserver that are played here, asks it
/// what a day brings, and stops it, upon which Java writes down the classes as they are then.
///
/// Everything happens on loopback and in a directory of its own.
final class Training {

    private static final int ROUNDS = 200;
    private static final int MANY = 250;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Training() {}

    /// Takes the cache's path, the program's jar, and how the Java that it is to run on is called, its options
    /// included.
    public static void main(String[] args) throws IOException, InterruptedException {
        Path cache = Path.of(args[0]);
        List<String> command = new ArrayList<>(List.of(args).subList(2, args.length));
        // Without what it learns of the methods: with it the start takes longer, for it sets out to compile them all.
        command.addAll(List.of(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTRecordTraining",
                "-XX:AOTCacheOutput=" + cache,
                "-jar",
                args[1]));
        Path directory = Files.createTempDirectory("mpd-dns-training");
        try (PlayedNameserver nameserver = PlayedNameserver.start();
                PlayedPodman podman = PlayedPodman.start(directory.resolve("podman.sock"))) {
            Files.writeString(directory.resolve("resolv.conf"), "nameserver 127.0.0.53\n");
            Files.writeString(
                    directory.resolve("dnsmasq.conf"),
                    "server=127.0.0.1#" + nameserver.port() + "\naddress=/.demo.mpd.test/10.163.0.4\n");
            Path dropIns = Files.createDirectory(directory.resolve("dnsmasq.d"));
            Files.writeString(
                    dropIns.resolve("demo.conf"),
                    "host-record=demo.mpd.test,www.demo.mpd.test,10.163.0.5\naddress=/app.mpd.test/10.163.0.6\n");
            Files.writeString(dropIns.resolve("many.conf"), manyNames());
            Files.writeString(directory.resolve("platform.env"), "MPD_VM_IP=192.0.2.2\n");
            int port = PlayedNameserver.freePort();
            Process server = start(command, directory, podman.socket(), port);
            Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
            try {
                Client.askEverything(port, ROUNDS);
            } finally {
                server.destroy();
            }
            boolean ended = server.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
            server.destroyForcibly();
            if (!ended || !Files.exists(cache)) {
                System.err.println(Files.readString(directory.resolve("log")));
                System.exit(1);
            }
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /// More than fit in one page of a table.
    private static String manyNames() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            lines.append("host-record=n%d.demo.mpd.test,10.163.1.%d,fd00::%x\n".formatted(i, i, i));
        }
        return lines.toString();
    }

    private static Process start(List<String> java, Path directory, Path podman, int port) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(
                "serve",
                "--listen=127.0.0.1:" + port,
                "--subnet=10.163.0.0/16",
                "--podman-socket=" + podman,
                "--record=static.mpd.test=10.163.0.9",
                "--control=" + directory.resolve("control.sock"),
                "--resolv-conf=" + directory.resolve("resolv.conf"),
                "--conf-file=" + directory.resolve("dnsmasq.conf"),
                "--records-dir=" + directory.resolve("dnsmasq.d"),
                "--platform-env=" + directory.resolve("platform.env")));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }
}
