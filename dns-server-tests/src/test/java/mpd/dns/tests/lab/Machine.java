package mpd.dns.tests.lab;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A stand-in for a virtual machine: a lab root with network, processes, mounts and control groups of its own.
/// What runs or is written in it is gone when it is closed, or when the process of the test ends.
public final class Machine implements AutoCloseable {

    private final Process holder;
    private final long firstProcess;
    private final String name;
    private final Path directory;

    private Machine(final Process holder, final long firstProcess, final String name, final Path directory) {
        this.holder = holder;
        this.firstProcess = firstProcess;
        this.name = name;
        this.directory = directory;
    }

    /// Starts a machine that has the files of `root`, Debian 13's at `/base`, and the parts of the lab at
    /// `/lab`.
    ///
    /// @param shares directories of the host to see read-only, `SOURCE:TARGET`
    public static Machine start(final LabRoot root, final String... shares) {
        return startNamed("machine", root, shares);
    }

    /// Starts a machine that has a name to be recognised by.
    public static Machine startNamed(final String called, final LabRoot root, final String... shares) {
        try {
            final Path directory = Files.createTempDirectory(called);
            final String name = "mpd-dns-lab-" + directory.getFileName();
            final List<String> command = new ArrayList<>(List.of(
                    "unshare",
                    "--mount",
                    "--net",
                    "--pid",
                    "--uts",
                    "--ipc",
                    "--fork",
                    "--kill-child",
                    "--propagation",
                    "private",
                    "--"));
            command.add(part("machine"));
            command.addAll(List.of(root.path().toString(), name, directory.toString()));
            command.addAll(List.of(LabRoot.TRIXIE.path() + ":base", part("") + ":lab"));
            command.addAll(List.of(shares));
            final Process holder = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            final BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
            if (!"ready".equals(out.readLine())) {
                throw new IllegalStateException("the machine did not start; its words are above");
            }
            final long firstProcess =
                    holder.children().findFirst().orElseThrow().pid();
            return new Machine(holder, firstProcess, name, directory);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Runs a command in the machine to its end.
    public Outcome run(final String... command) {
        return runWithInput("", command);
    }

    /// Runs a command in the machine that reads `input`.
    public Outcome runWithInput(final String input, final String... command) {
        return Commands.run(inside(command), input);
    }

    /// Starts a command in the machine that goes on; it ends with the machine at the latest. What it prints is
    /// kept in the machine's `/tmp`.
    public void launch(final String... command) {
        final List<String> whole = new ArrayList<>(
                List.of("sh", "-c", "exec \"$@\" < /dev/null > $(mktemp /tmp/launched-XXXXXX) 2>&1 &", "launch"));
        whole.addAll(List.of(command));
        run(whole.toArray(String[]::new)).output();
    }

    /// Starts a command in the machine that goes on, and gives the process that it becomes.
    public ProcessHandle spawn(final String... command) {
        try {
            final Process entering = new ProcessBuilder(inside(command))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // Who enters a namespace of processes stays outside and waits for a child within.
            return await("a process in the machine")
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> entering.children().findFirst(), Optional::isPresent)
                    .orElseThrow();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The words before a command of the host that make it use the machine's network, and nothing else of it.
    public List<String> onItsNetwork() {
        return List.of("nsenter", "--net=/proc/" + firstProcess + "/ns/net", "--");
    }

    /// One of the machine's files, as this process sees it.
    ///
    /// @param path absolute, without symbolic links on its way
    public Path path(final String path) {
        return Path.of("/proc/" + firstProcess + "/root" + path);
    }

    /// The machine's network.
    public Network network() {
        return new Network(Path.of("/proc/" + firstProcess + "/ns/net"));
    }

    /// A network namespace that was made in the machine with `ip netns add`.
    public Network network(final String namespace) {
        return new Network(Path.of("/proc/" + firstProcess + "/root/run/netns/" + namespace));
    }

    /// Replaces a file as careful writers do: a new file is renamed over the old one.
    public void replaceFile(final String path, final String content) {
        runWithInput(
                        content,
                        "sh",
                        "-c",
                        "mkdir -p \"$(dirname \"$0\")\" && cat > \"$0.new\" && mv \"$0.new\" \"$0\"",
                        path)
                .output();
    }

    /// The whole command of the host that runs a command in the machine.
    public List<String> inside(final String... command) {
        final List<String> whole = new ArrayList<>(List.of(part("inside"), Long.toString(firstProcess)));
        whole.addAll(List.of(command));
        return whole;
    }

    /// The process that the machine ends with.
    public long firstProcess() {
        return firstProcess;
    }

    /// Done when the machine has ended, by whatever.
    public CompletableFuture<?> ended() {
        return holder.onExit();
    }

    /// A file of `dns-server-tests/lab-parts`.
    private static String part(final String name) {
        return Path.of(System.getProperty("mpd.dns.root"), "dns-server-tests/lab-parts", name)
                .toString();
    }

    @Override
    public void close() {
        try {
            holder.getOutputStream().close();
            if (!holder.waitFor(10, TimeUnit.SECONDS)) {
                holder.destroyForcibly().waitFor();
            }
            removeControlGroups();
            Files.deleteIfExists(directory);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            holder.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void removeControlGroups() {
        Commands.run(
                List.of(
                        "find",
                        "/sys/fs/cgroup",
                        "-depth",
                        "-type",
                        "d",
                        "-path",
                        "*/" + name + "*",
                        "-exec",
                        "rmdir",
                        "{}",
                        "+"),
                "");
    }
}
