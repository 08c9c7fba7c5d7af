package mpd.dns.tests.load;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import mpd.dns.tests.lab.Listings;

/// Changes a resolv.conf file at random, and keeps account of it.
final class ResolvConfStorm {

    private static final String NETWORK = "127.10.60.";
    private static final int MOST_LISTED = 3;

    private enum Manner {
        RENAME,
        IN_PLACE,
        DELETE_AND_CREATE
    }

    private final Path file;
    private final int nameservers;
    private final Random random;
    private final List<Listings.Listing> listings = new ArrayList<>();

    ResolvConfStorm(final Path file, final int nameservers, final Random random) {
        this.file = file;
        this.nameservers = nameservers;
        this.random = random;
    }

    /// The address of a nameserver, counted from 1.
    static String address(final int nameserver) {
        return NETWORK + nameserver;
    }

    /// What the file has listed. To be asked when the storm is over.
    List<Listings.Listing> listings() {
        return List.copyOf(listings);
    }

    /// Changes it so many times.
    void rage(final int changes) {
        for (int count = 0; count < changes; count++) {
            // Mostly squalls, and now and then long enough a calm for any version to count.
            pause(random.nextInt(20) < 17 ? 1 + random.nextInt(20) : 155 + random.nextInt(20));
            change();
        }
    }

    /// Changes it once.
    void change() {
        final int kind = random.nextInt(100);
        if (kind < 8) {
            write(Manner.RENAME, "", Set.of());
        } else if (kind < 14) {
            write(Manner.RENAME, "# no nameserver\nsearch example.org\n", Set.of());
        } else {
            final Set<String> some = some();
            final String garbage = kind < 24 ? "nameserver \nnameserver 300.1.2.3\n\0\u00ff nameserver\n" : "";
            final String text = garbage + "nameserver " + String.join("\nnameserver ", some) + "\n" + garbage;
            write(kind < 65 ? Manner.RENAME : kind < 85 ? Manner.IN_PLACE : Manner.DELETE_AND_CREATE, text, some);
        }
    }

    private Set<String> some() {
        final Set<String> some = new LinkedHashSet<>();
        final int count = 1 + random.nextInt(MOST_LISTED);
        while (some.size() < count) {
            some.add(address(1 + random.nextInt(nameservers)));
        }
        return some;
    }

    private void write(final Manner manner, final String text, final Set<String> listed) {
        final byte[] content = text.getBytes(StandardCharsets.UTF_8);
        final long begun;
        try {
            if (manner == Manner.RENAME) {
                final Path temporary = file.resolveSibling("resolv.conf.new");
                Files.write(temporary, content);
                begun = System.nanoTime();
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                begun = System.nanoTime();
                if (manner == Manner.DELETE_AND_CREATE) {
                    // The first change of all finds none.
                    Files.deleteIfExists(file);
                    pause(random.nextInt(10));
                }
                writeSlowly(content);
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        listings.add(new Listings.Listing(begun, System.nanoTime(), manner == Manner.RENAME, listed));
    }

    /// In two halves, of which the first may end within an address that is one by itself.
    private void writeSlowly(final byte[] content) throws IOException {
        final int half = 1 + random.nextInt(content.length - 1);
        try (OutputStream out = Files.newOutputStream(file)) {
            pause(random.nextInt(5));
            out.write(content, 0, half);
            pause(random.nextInt(10));
            out.write(content, half, content.length - half);
        }
    }

    private static void pause(final int millis) {
        final long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() - until < 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
