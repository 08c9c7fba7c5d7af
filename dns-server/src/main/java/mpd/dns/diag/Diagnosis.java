package mpd.dns.diag;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mpd.dns.control.Addresses;
import mpd.dns.control.ControlClient;
import mpd.dns.control.ControlSocketException;
import mpd.dns.control.StatusReply;
import mpd.dns.diag.Report.Line;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/// Walks the chain. All steps look at once, so that the whole takes as long as the slowest of them.
public final class Diagnosis {

    /// How long a step may take. A server that is not ready answers after four seconds and a half at most.
    static final Duration LONGEST = Duration.ofSeconds(6);

    /// How long to wait for an answer that nothing has to be waited for.
    static final Duration USUAL = Duration.ofSeconds(2);

    /// How long a server holds a question at most, and the way to it and back.
    static final Duration HELD = Duration.ofSeconds(5);

    private static final Duration CONTROL = Duration.ofSeconds(3);
    private static final InetSocketAddress STANDARD = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53);

    private static final List<Step> CHAIN = List.of(
            new ControlStep(),
            new ListeningStep(),
            new SoftwareStep(),
            new SizesStep(),
            new ReadyStep(),
            new ZoneStep(),
            new IdentityStep(),
            new PodmanStep(),
            new PlatformStep(),
            new FilesStep(),
            new MountStep(),
            new NameserverStep(),
            new LoopStep(),
            new ForwardingStep(),
            new ClockStep(),
            new ResolverStep());

    private Diagnosis() {}

    /// Looks at everything. Takes some seconds at most, whatever does not answer.
    public static Report of(Subject subject, Expectations expectations, Surroundings around) {
        Scene scene = scene(subject, expectations, around);
        return Report.of(scene.server(), walk(CHAIN, scene, LONGEST));
    }

    /// The findings of the steps, in their order.
    static List<Line> walk(List<Step> chain, Scene scene, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        List<Future<List<Finding>>> looks = new ArrayList<>();
        for (Step step : chain) {
            FutureTask<List<Finding>> look = new FutureTask<>(() -> step.look(scene));
            Thread.ofVirtual().name("diag-" + step.name()).start(look);
            looks.add(look);
        }
        List<Line> lines = new ArrayList<>();
        for (int at = 0; at < chain.size(); at++) {
            String name = chain.get(at).name();
            found(looks.get(at), end).forEach(finding -> lines.add(new Line(name, finding)));
        }
        return lines;
    }

    private static List<Finding> found(Future<List<Finding>> look, long end) {
        try {
            return look.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            look.cancel(true);
            return List.of(new Finding.Trouble(
                    "this step has not come to its end in time",
                    "run it again; if it stays so, this is a mistake of diag"));
        } catch (ExecutionException e) {
            return List.of(new Finding.Trouble(
                    "this step failed: " + e.getCause(), "this is a mistake of diag; the other steps count"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(new Finding.Unseen("interrupted"));
        }
    }

    private static Scene scene(Subject subject, Expectations expectations, Surroundings around) {
        return switch (subject) {
            case Subject.There(InetSocketAddress server) ->
                scene(server, expectations.zone(), new Insight.Outside(), expectations, around);
            case Subject.Here here -> {
                Insight insight = insight(here);
                yield insight instanceof Insight.Told(StatusReply status)
                        ? scene(server(status), zone(status, expectations), insight, expectations, around)
                        : scene(STANDARD, expectations.zone(), insight, expectations, around);
            }
        };
    }

    private static Scene scene(
            InetSocketAddress server, Name zone, Insight insight, Expectations expectations, Surroundings around) {
        return new Scene(server, zone, expectations.address(), insight, Contact.with(server), around);
    }

    private static Insight insight(Subject.Here here) {
        try {
            String status = new ControlClient(here.control(), CONTROL).ask("status");
            @Nullable StatusReply reply = JSON.std.beanFrom(StatusReply.class, status);
            if (reply != null) {
                return new Insight.Told(reply);
            }
            return strange(here);
        } catch (ControlSocketException e) {
            return new Insight.Mute(String.valueOf(e.getMessage()));
        } catch (IOException _) {
            return strange(here);
        }
    }

    private static Insight strange(Subject.Here here) {
        return new Insight.Mute("what answers on " + here.control() + " is no mpd-dns of this version");
    }

    private static Name zone(StatusReply status, Expectations expectations) {
        return status.zones().stream().findFirst().map(Name::fromConstantString).orElse(expectations.zone());
    }

    /// The first address that the server has, as its own machine reaches it.
    private static InetSocketAddress server(StatusReply status) {
        return status.listeners().stream()
                .filter(listener -> listener.pending() == null)
                .map(listener -> reachable(Addresses.parse(listener.address())))
                .findFirst()
                .orElse(STANDARD);
    }

    /// An address to ask for one that is listened on.
    static InetSocketAddress reachable(InetSocketAddress listening) {
        InetAddress address = listening.getAddress();
        return address.isAnyLocalAddress()
                ? new InetSocketAddress(
                        InetAddress.ofLiteral(address.getAddress().length == 4 ? "127.0.0.1" : "::1"),
                        listening.getPort())
                : listening;
    }
}
