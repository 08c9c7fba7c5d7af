package mpd.dns.platform;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.watch.FileWatcher;
import mpd.dns.watch.ReadFailure;
import mpd.dns.watch.SmallFile;
import mpd.dns.zone.Names;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// `vm.service.<zone>` from `MPD_VM_IP` in `platform.env`, followed as the file changes.
///
/// An empty or absent value means no record, and so does one that is not an address. A file that is gone
/// or cannot be read keeps the last record until it is back; before it could ever be read the name is not
/// denied.
public final class PlatformEnv implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformEnv.class);
    private static final long TTL = 1;
    private static final int MAX_BYTES = 64 * 1024;
    // A file that has been left alone for so long is whole, as far as anybody can know.
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(500);

    private final Path file;
    private final Name owner;
    private final Registry registry;
    private final InstantSource clock;

    // Guarded by this: the file is read by the thread that starts and by the watcher's.
    private SourceState state;
    private Optional<String> reported = Optional.empty();
    private FileWatcher.@Nullable Watch watch;

    /// Registers the source; it has nothing to say before [#follow(FileWatcher)].
    ///
    /// @param zone where Podman's names go as well
    public PlatformEnv(Path file, Name zone, Registry registry, InstantSource clock) {
        this.file = file;
        this.registry = registry;
        this.clock = clock;
        owner = Names.below("vm.service", zone);
        state = new SourceState.Pending(clock.instant());
        registry.register(SourceId.PLATFORM_ENV, state);
    }

    /// What a person should mend in the file as it is now, for who looks once.
    public static Optional<String> problem(Path file) {
        try {
            String text = new String(SmallFile.read(file, MAX_BYTES), StandardCharsets.UTF_8);
            return EnvFile.last(text, "MPD_VM_IP")
                    .filter(value -> !value.text().isEmpty()
                            && EnvFile.address(value.text()).isEmpty())
                    .map(value -> file + ":" + value.line() + ": MPD_VM_IP is not the address of a host");
        } catch (IOException e) {
            return Optional.of(file + " " + ReadFailure.why(e));
        }
    }

    /// Reads the file, and again after each change, until closed.
    public void follow(FileWatcher watcher) {
        synchronized (this) {
            watch = watcher.watch(file, this::read);
        }
        awaitQuiet();
        read();
    }

    /// Reads the file now.
    public void reread() {
        awaitQuiet();
        read();
    }

    /// One that is being written just now may be half of one; it is not waited for without end. Changes that
    /// are followed are told of once the file is quiet.
    private void awaitQuiet() {
        long began = System.nanoTime();
        try {
            for (Duration left = untilQuiet(); left.isPositive(); left = untilQuiet()) {
                if (System.nanoTime() - began > LONGEST.toNanos()) {
                    return;
                }
                Thread.sleep(left);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at yet", file, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration untilQuiet() throws IOException {
        Instant changed = ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
        Duration age = Duration.between(changed, clock.instant());
        // From the future it is where the clock has been set back.
        return age.isNegative() ? Duration.ZERO : QUIET.minus(age);
    }

    /// Ends following; the registry keeps the last record. Harmless when called twice.
    @Override
    public void close() {
        FileWatcher.@Nullable Watch ending;
        synchronized (this) {
            ending = watch;
            watch = null;
        }
        // Outside the lock, for this waits for a reading that is under way.
        if (ending != null) {
            ending.close();
        }
    }

    /// What a person should mend in the file, where there is something.
    public synchronized Optional<String> problem() {
        return reported;
    }

    private synchronized void read() {
        String text;
        try {
            text = new String(SmallFile.read(file, MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            if (watch != null && !(e instanceof NoSuchFileException)) {
                watch.again();
            }
            unreadable(e);
            return;
        }
        state = state instanceof SourceState.Following ? state : new SourceState.Following(clock.instant());
        registry.update(SourceId.PLATFORM_ENV, contribution(text), state);
    }

    private void unreadable(IOException e) {
        String why = file + " " + ReadFailure.why(e);
        switch (state) {
            case SourceState.Following ignored -> {
                report(why + ", what it said last counts until it is back");
                state = new SourceState.Down(clock.instant(), why);
            }
            case SourceState.Down down -> state = new SourceState.Down(down.since(), why);
            case SourceState.Pending ignored -> {
                if (e instanceof NoSuchFileException) {
                    LOG.info("{}, so it gives no {} yet", why, owner);
                }
                state = neverRead(e, clock.instant(), why);
            }
            case SourceState.Absent ignored -> state = neverRead(e, clock.instant(), why);
            case SourceState.Unread unread -> state = neverRead(e, unread.since(), why);
        }
        registry.state(SourceId.PLATFORM_ENV, state);
    }

    private SourceState neverRead(IOException e, Instant since, String why) {
        if (e instanceof NoSuchFileException) {
            reported = Optional.empty();
            return new SourceState.Absent(why);
        }
        report(why);
        return new SourceState.Unread(since, why, owner);
    }

    private Contribution contribution(String text) {
        Optional<EnvFile.Value> value =
                EnvFile.last(text, "MPD_VM_IP").filter(found -> !found.text().isEmpty());
        if (value.isEmpty()) {
            reported = Optional.empty();
            return Contribution.EMPTY;
        }
        int line = value.get().line();
        Optional<InetAddress> address = EnvFile.address(value.get().text());
        if (address.isEmpty()) {
            report(file + ":" + line + ": MPD_VM_IP is not the address of a host, so it gives no " + owner);
            return Contribution.EMPTY;
        }
        reported = Optional.empty();
        return Contribution.of(List.of(new Claim(
                record(address.get()), Precedence.PLATFORM, new Origin.File(file, line), /* reverse= */ true)));
    }

    private Record record(InetAddress address) {
        return address instanceof Inet4Address
                ? new ARecord(owner, DClass.IN, TTL, address)
                : new AAAARecord(owner, DClass.IN, TTL, address);
    }

    /// Once, however often the file is read.
    private void report(String problem) {
        if (!reported.equals(Optional.of(problem))) {
            LOG.warn("{}", problem);
            reported = Optional.of(problem);
        }
    }
}
