package mpd.dns.diag;

import java.util.List;
import java.util.Optional;
import mpd.dns.control.StatusReply;

/// Whether the file with the address of the machine can be read and makes sense.
final class PlatformStep implements Step {

    private static final String SOURCE = "platform.env";

    @Override
    public String name() {
        return SOURCE;
    }

    @Override
    public List<Finding> look(Scene scene) {
        return scene.told(status -> {
            List<Finding> down = status.sources().stream()
                    .filter(source -> source.name().equals(SOURCE) && source.unreadable())
                    .<Finding>map(source -> new Finding.Trouble(
                            source.sentence(),
                            "sudo ls -l /var/lib/mpd/conf/platform.env; what it said last, if anything, still counts"))
                    .toList();
            Optional<String> absent = status.sources().stream()
                    .filter(source ->
                            source.name().equals(SOURCE) && !source.state().equals("following"))
                    .map(StatusReply.Source::sentence)
                    .findFirst();
            if (down.isEmpty() && absent.isPresent()) {
                return List.of(new Finding.Unseen(absent.get()));
            }
            return down.isEmpty()
                    ? scene.troubles(
                            List.of(SOURCE),
                            _ -> "write one line MPD_VM_IP=ADDRESS, nothing behind the '=' on a sandbox VM",
                            _ -> "read")
                    : down;
        });
    }
}
