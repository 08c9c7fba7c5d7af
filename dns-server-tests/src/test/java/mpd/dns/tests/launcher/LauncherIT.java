package mpd.dns.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a copy of the sources in which nothing has been built.
@Tag("launcher")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherIT {

    private static final String BUILDING = "mpd-dns: building";

    @TempDir
    private static Path copy;

    private static Path launcher;

    @BeforeAll
    static void copySources() {
        final Path repository = Path.of(System.getProperty("mpd.dns.root"));
        final String sources = "tar -C \"$0\" --exclude=target --exclude=.git -cf - . | tar -C \"$1\" -xf -";
        Commands.run(List.of("sh", "-ec", sources, repository.toString(), copy.toString()), "")
                .output();
        launcher = copy.resolve("dns-server/bin/mpd-dns");
    }

    @Test
    @Order(1)
    void fourFirstCallsAtOnceBuildOnce() {
        final List<Outcome> outcomes =
                Stream.of(1, 2, 3, 4).map(_ -> CompletableFuture.supplyAsync(LauncherIT::version)).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.output()).contains("mpd-dns"));
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.err().contains(BUILDING))
                .hasSize(1);
    }

    @Test
    @Order(2)
    void nextCallBuildsNothing() {
        assertThat(version().err()).doesNotContain(BUILDING);
    }

    @Test
    @Order(3)
    void callThroughALinkFromElsewhereFindsItself() throws IOException {
        final Path link = Files.createSymbolicLink(copy.resolve("link-to-mpd-dns"), launcher);
        final Outcome outcome = Commands.run(List.of("sh", "-c", "cd / && exec \"$0\" --version", link.toString()), "");
        assertThat(outcome.output()).isEqualTo(version().output());
    }

    @Test
    @Order(4)
    void changedSourceIsBuiltAgainOnce() throws IOException {
        final Path source = copy.resolve("dns-server/src/main/java/mpd/dns/cli/Main.java");
        Files.writeString(source, Files.readString(source) + "// changed\n");
        assertThat(version().err()).contains(BUILDING);
        assertThat(IntStream.range(0, 2).mapToObj(_ -> version().err()))
                .allSatisfy(err -> assertThat(err).doesNotContain(BUILDING));
    }

    @Test
    @Order(5)
    void classesComeOutOfTheCache() {
        final String loading = "JAVA_TOOL_OPTIONS=-Xlog:class+load exec \"$0\" --version";
        assertThat(Commands.run(List.of("sh", "-c", loading, launcher.toString()), "")
                        .output()
                        .lines())
                .filteredOn(line -> line.contains(" mpd.dns.cli.Main ") || line.contains(" picocli.CommandLine "))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("shared objects file"));
    }

    @Test
    @Order(5)
    void noSwitchOverTypesAndNoComparisonOfRecordsIsMadeUpAtRunTime() throws IOException {
        try (JarFile jar = new JarFile(theOnly("dns-server.jar").toFile())) {
            assertThat(jar.stream().filter(entry -> entry.getName().endsWith(".class")))
                    .hasSizeGreaterThan(400)
                    .flatExtracting(entry -> madeUp(jar, entry))
                    .filteredOn(call -> !call.endsWith(" toString"))
                    .isEmpty();
        }
    }

    /// What a class lets Java make up when it first comes there, lambdas and joined text aside.
    private static List<String> madeUp(final JarFile jar, final JarEntry entry) {
        try (InputStream content = jar.getInputStream(entry)) {
            final List<String> calls = new ArrayList<>();
            for (final MethodModel method :
                    ClassFile.of().parse(content.readAllBytes()).methods()) {
                method.code().stream().flatMap(CodeModel::elementStream).forEach(element -> {
                    if (element instanceof InvokeDynamicInstruction call
                            && call.bootstrapMethod().owner().packageName().equals("java.lang.runtime")) {
                        calls.add(entry.getName() + " " + call.name().stringValue());
                    }
                });
            }
            return calls;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    @Order(6)
    void cacheThatIsCutShortOrMissingChangesNothingThatIsSeen() throws IOException {
        final Outcome before = version();
        final Path cache = theOnly(".aot");
        Files.write(cache, Arrays.copyOf(Files.readAllBytes(cache), 1_000_000));
        assertThat(version()).isEqualTo(before);
        Files.delete(cache);
        assertThat(version()).isEqualTo(before);
    }

    @Test
    @Order(7)
    void replacedJarIsRunAndNotTheClassesInACacheOfTheOldOne() throws IOException {
        touch(copy.resolve("dns-server/training/Training.java"));
        version();
        final Path jar = theOnly("dns-server.jar");
        final FileTime time = Files.getLastModifiedTime(jar);
        final Path source =
                Files.createDirectories(copy.resolve("other/mpd/dns/cli")).resolve("Main.java");
        Files.writeString(
                source,
                "package mpd.dns.cli; public class Main { public static void main(String[] args) { System.exit(7); } }");
        final String java = System.getProperty("java.home") + "/bin/";
        Commands.run(List.of(java + "javac", "-d", copy.resolve("other").toString(), source.toString()), "")
                .output();
        Commands.run(
                        List.of(
                                java + "jar",
                                "--update",
                                "--file",
                                jar.toString(),
                                "-C",
                                copy.resolve("other").toString(),
                                "mpd/dns/cli/Main.class"),
                        "")
                .output();
        Files.setLastModifiedTime(jar, time);
        assertThat(Commands.run(List.of(launcher.toString(), "--version"), "").status())
                .isEqualTo(7);
    }

    @Test
    @Order(8)
    void sourceThatDoesNotCompileIsToldWithTheCompilersWords() throws IOException {
        final Path source = copy.resolve("dns-server/src/main/java/mpd/dns/cli/Main.java");
        Files.writeString(source, Files.readString(source) + "nonsense\n");
        final Outcome outcome = Commands.run(List.of(launcher.toString(), "--version"), "");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("Main.java").contains("build.log");
    }

    private static void touch(final Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    }

    private static Path theOnly(final String ending) throws IOException {
        try (Stream<Path> files = Files.walk(copy.resolve("dns-server/target/launcher"))) {
            final List<Path> found =
                    files.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    private static Outcome version() {
        final Outcome outcome = Commands.run(List.of(launcher.toString(), "--version"), "");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome;
    }
}
