package mpd.dns.forward;

import io.netty.util.collection.IntObjectHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The questions that wait on one socket, by their IDs, of which no two are the same. Lives on one event loop.
final class Pending {

    private final MessageIds ids;
    private final IntObjectHashMap<Waiting> byId = new IntObjectHashMap<>(8);

    Pending(MessageIds ids) {
        this.ids = ids;
    }

    /// Gives it an ID that no other question on this socket has.
    void add(Waiting waiting, Waiting.Carrier carrier) {
        int id = ids.next();
        while (byId.containsKey(id)) {
            id = ids.next();
        }
        waiting.carriedBy(carrier, id);
        byId.put(id, waiting);
    }

    /// Who was given this ID; null when nobody waits under it.
    @Nullable
    Waiting get(int id) {
        return byId.get(id);
    }

    boolean holds(Waiting waiting) {
        return waiting.equals(byId.get(waiting.id()));
    }

    void remove(Waiting waiting) {
        byId.remove(waiting.id());
    }

    List<Waiting> all() {
        return List.copyOf(byId.values());
    }

    /// All of them, which wait here no longer.
    List<Waiting> takeAll() {
        List<Waiting> all = all();
        byId.clear();
        return all;
    }

    int size() {
        return byId.size();
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }
}
