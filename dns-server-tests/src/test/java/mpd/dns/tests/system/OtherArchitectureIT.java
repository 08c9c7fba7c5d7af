package mpd.dns.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Commands;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes into an image for the architecture that this machine does not have.
@Tag("system")
class OtherArchitectureIT {

    private static final Path REPOSITORY = Path.of(System.getProperty("mpd.dns.root"));
    private static final Path CONTEXT = REPOSITORY.resolve("dns-server-tests/target/image-context-other");

    // The field e_machine of an ELF file, from elf.h.
    private static final int MACHINE_AT = 18;
    private static final int AMD64 = 62;
    private static final int ARM64 = 183;

    private static final boolean HERE_IS_ARM = System.getProperty("os.arch").equals("aarch64");

    @BeforeAll
    static void build() {
        Commands.run(
                        List.of(
                                REPOSITORY.resolve("container/build").toString(),
                                "--arch",
                                HERE_IS_ARM ? "amd64" : "arm64",
                                "--context-only",
                                CONTEXT.toString()),
                        "")
                .output();
    }

    private static int machine(final Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            final byte[] head = in.readNBytes(MACHINE_AT + 2);
            assertThat(head).as("%s is an ELF file", file).startsWith(0x7F, 'E', 'L', 'F');
            return Byte.toUnsignedInt(head[MACHINE_AT]) | Byte.toUnsignedInt(head[MACHINE_AT + 1]) << 8;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opt/mpd-dns/runtime/bin/java",
                "opt/mpd-dns/runtime/lib/server/libjvm.so",
                "usr/bin/bash",
                "usr/bin/nslookup"
            })
    void programsAreOfThatArchitecture(final String file) throws IOException {
        assertThat(machine(CONTEXT.resolve("rootfs").resolve(file))).isEqualTo(HERE_IS_ARM ? AMD64 : ARM64);
    }

    @Test
    void theNativeTransportOfThatArchitectureIsWhereJavaLooksAndNoOther() throws IOException {
        try (Stream<Path> files = Files.list(CONTEXT.resolve("rootfs/opt/mpd-dns/runtime/lib"))) {
            final List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith("libnetty_transport_native_epoll"))
                    .toList();
            assertThat(found).singleElement().satisfies(file -> {
                assertThat(file.getFileName())
                        .hasToString(
                                "libnetty_transport_native_epoll_" + (HERE_IS_ARM ? "x86_64" : "aarch_64") + ".so");
                assertThat(machine(file)).isEqualTo(HERE_IS_ARM ? AMD64 : ARM64);
            });
        }
        try (Stream<Path> libraries = Files.list(CONTEXT.resolve("rootfs/opt/mpd-dns/program/lib"))) {
            assertThat(libraries.map(library -> library.getFileName().toString()))
                    .isNotEmpty()
                    .noneMatch(library -> library.startsWith("netty-transport-native-epoll"));
        }
    }

    @Test
    void theContainerfileIsTheOneOfEveryArchitecture() throws IOException {
        assertThat(CONTEXT.resolve("Containerfile"))
                .content()
                .isEqualTo(Files.readString(REPOSITORY.resolve("container/Containerfile")))
                .doesNotContain("amd64", "arm64");
    }
}
