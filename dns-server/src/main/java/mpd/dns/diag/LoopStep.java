package mpd.dns.diag;

import java.util.List;

/// Whether a nameserver asks us what we ask it.
final class LoopStep implements Step {

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.told(status -> {
            List<Finding> loops = status.upstreams().stream()
                    .filter(upstream -> upstream.state().equals("loop"))
                    .<Finding>map(upstream -> new Finding.Trouble(
                            upstream.address() + " asks this server what this server asks it, and is left out",
                            "give it another nameserver than " + scene.addressElsewhere()
                                    + ", or name one beyond it: sudo" + " resolvectl dns LINK ADDRESS"))
                    .toList();
            return loops.isEmpty() ? List.of(new Finding.Sound("no nameserver asks this server back")) : loops;
        });
    }
}
