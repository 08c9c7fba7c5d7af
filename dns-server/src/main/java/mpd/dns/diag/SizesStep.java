package mpd.dns.diag;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// Whether packets of the sizes that occur pass in both directions. A padded question gets an answer as long as
/// itself.
final class SizesStep implements Step {

    private static final int PLAIN = 512;
    private static final List<Integer> SIZES = List.of(PLAIN, Ask.SIZE);

    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public List<Finding> look(Scene scene) {
        if (!scene.contact().udp().answered()) {
            return List.of(new Finding.Unseen("nobody answers over UDP"));
        }
        List<Reply> replies = Together.all(SIZES.stream()
                .<Callable<Reply>>map(size -> () -> Asking.udp(scene.server(), Ask.version(size), Diagnosis.USUAL))
                .toList());
        return IntStream.range(0, SIZES.size())
                .filter(at -> !replies.get(at).answered())
                .mapToObj(SIZES::get)
                .findFirst()
                .<List<Finding>>map(size -> List.of(stuck(size)))
                .orElseGet(() -> List.of(passed(replies)));
    }

    private static Finding passed(List<Reply> replies) {
        boolean padded = IntStream.range(0, SIZES.size())
                .allMatch(at -> replies.get(at) instanceof Reply.Answer answer && answer.bytes() >= SIZES.get(at));
        return new Finding.Sound("packets of " + PLAIN + " and " + Ask.SIZE + " bytes pass "
                + (padded ? "in both directions" : "to the server; it does not show whether back as well"));
    }

    private static Finding stuck(int size) {
        String text = "short packets pass, but one of " + size + " bytes gets no answer: long answers get lost";
        return size == PLAIN
                ? new Finding.Trouble(
                        text,
                        "something on the way cuts DNS off at 512 bytes: take the DNS inspection of the firewall or"
                                + " router between off, or go around it with the tunnel")
                : new Finding.Trouble(
                        text,
                        "make the packets of the tunnel smaller on the laptop: sudo ip link set dev wg0 mtu 1280 (and"
                                + " MTU = 1280 below [Interface] in its configuration); see: ip link");
    }
}
