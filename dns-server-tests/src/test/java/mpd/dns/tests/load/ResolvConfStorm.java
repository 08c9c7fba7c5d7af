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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mpd.dns.tests.lab.Listings;

/// Changes a resolv.conf file at random, and keeps account of it.
final class ResolvConfStorm {

    private static final String NETWORK = "127.10.60.";
    private static final int MOST_LISTED = 3;
    // Of so many that are written in place one is slow, as on a machine that has other things to do.
    private static final int SLOW = 10;
    // A file that is never quiet is read after 500 ms all the same.
    private static final Duration MOST_WAIT = Duration.ofMillis(450);

    private enum Manner {
        RENAME,
        IN_PLACE,
        DELETE_AND_CREATE
    }

    private final Path file;
    private final int nameservers;
    private final Random random;
    private final List<Listings.Listing> listings = new ArrayList<>();
    private long touched = System.nanoTime();
    // Since when the file has not been quiet.
    private long restless = touched;

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
                begun = touch();
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                begun = touch();
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

    /// In two halves, of which the first may end within an address that is one by itself. Now and then so
    /// slowly that nobody can know that there is more to come.
    private void writeSlowly(final byte[] content) throws IOException {
        final int half = 1 + random.nextInt(content.length - 1);
        final long emptied = touch();
        try (OutputStream out = Files.newOutputStream(file)) {
            pause(random.nextInt(5));
            final long halved = touch();
            out.write(content, 0, half);
            passed(emptied, Set.of());
            pause(random.nextInt(SLOW) == 0 ? 60 + random.nextInt(60) : random.nextInt(10));
            touch();
            out.write(content, half, content.length - half);
            passed(halved, listed(new String(content, 0, half, StandardCharsets.UTF_8)));
        }
    }

    /// To be called before the file is touched.
    private long touch() {
        final long now = System.nanoTime();
        if (now - touched >= Listings.QUIET.toNanos()) {
            restless = now;
        }
        touched = now;
        return now;
    }

    /// What the file held since then is over now. It may have been read where the file was quiet for long
    /// enough, or had not been for so long that it was not waited for.
    private void passed(final long since, final Set<String> listed) {
        final long now = System.nanoTime();
        if (now - since >= Listings.QUIET.toNanos() || now - restless >= MOST_WAIT.toNanos()) {
            listings.add(new Listings.Listing(since, now, false, listed));
        }
    }

    private Set<String> listed(final String text) {
        return IntStream.rangeClosed(1, nameservers)
                .mapToObj(ResolvConfStorm::address)
                .filter(address -> text.lines().anyMatch(("nameserver " + address)::equals))
                .collect(Collectors.toSet());
    }

    private static void pause(final int millis) {
        final long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() - until < 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
