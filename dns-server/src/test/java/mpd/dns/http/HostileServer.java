package mpd.dns.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mpd.dns.control.Introspection;
import mpd.dns.control.SampleServer;
import mpd.dns.control.ServerStatus;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import org.xbill.DNS.Name;

/// A server whose containers, files and sources are called what an attacker would call them.
final class HostileServer implements Introspection {

    static final String NAME = "<script>alert(\"1\")</script>'&\u202e\n\\";

    private final Registry registry =
            new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), () -> SampleServer.START);

    HostileServer() {
        registry.update(new SourceId(NAME), Contribution.of(List.of()), new SourceState.Down(SampleServer.START, NAME));
    }

    @Override
    public View view() {
        return registry.view();
    }

    @Override
    public ServerStatus status() {
        ServerStatus usual = SampleServer.ready().status();
        return new ServerStatus(
                NAME,
                usual.started(),
                usual.listeners(),
                usual.upstreams().stream()
                        .map(upstream -> new ServerStatus.Upstream(
                                upstream.address(),
                                false,
                                Optional.empty(),
                                List.of(NAME),
                                NAME,
                                NAME,
                                upstream.since(),
                                upstream.counts(),
                                Optional.empty()))
                        .toList(),
                List.of(new ServerStatus.SkippedContainer("", NAME, NAME)),
                List.of(NAME),
                Map.of(NAME, 1L));
    }
}
