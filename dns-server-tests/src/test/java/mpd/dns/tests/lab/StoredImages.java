package mpd.dns.tests.lab;

import java.nio.file.Path;
import java.util.List;

/// Podman's store with the images that every machine begins with, made once for each root and each version of
/// the program, and copied from then on: `podman build` takes a minute.
final class StoredImages {

    private static final String STORE = "/var/lib/containers/storage";

    private StoredImages() {}

    /// The directory that becomes Podman's store.
    static Path of(final LabRoot root) {
        final String key = ProgramImage.key();
        final Path stored = Path.of(System.getProperty("mpd.dns.lab"))
                .resolve("images-" + root.path().getFileName() + "-" + key);
        MadeOnce.make(stored, key, () -> make(root, stored));
        return stored;
    }

    /// The command that gives a machine the store, which it sees at `shared`.
    static String[] copy(final String shared) {
        return new String[] {"cp", "--archive", shared, STORE};
    }

    private static void make(final LabRoot root, final Path stored) {
        try (Machine machine = Machine.startNamed("images", root, ProgramImage.context() + ":context")) {
            machine.run("podman", "import", "/base/base-image.tar", MpdHost.BASE_IMAGE)
                    .output();
            machine.run(("podman build --format docker --network none --tag " + MpdHost.PROGRAM_IMAGE + " /context")
                            .split(" "))
                    .output();
            Commands.run(List.of("cp", "--archive", machine.path(STORE).toString(), stored.toString()), "")
                    .output();
        }
        removeOld(stored.getParent());
    }

    /// Of what nobody has asked for in a day, there may be as many as there were versions.
    private static void removeOld(final Path lab) {
        Commands.run(
                        List.of(
                                "find",
                                lab.toString(),
                                "-mindepth",
                                "1",
                                "-maxdepth",
                                "1",
                                "-name",
                                "*images-*",
                                "-mtime",
                                "+0",
                                "-exec",
                                "rm",
                                "-rf",
                                "{}",
                                "+"),
                        "")
                .output();
    }
}
