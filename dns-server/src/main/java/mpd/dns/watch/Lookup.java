package mpd.dns.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Walks a path as the kernel does, one name at a time through symbolic links, and notes the way.
final class Lookup {

    // As many links as the kernel follows (path_resolution(7)).
    private static final int MAX_LINKS = 40;

    private Lookup() {}

    /// One name looked up in one directory.
    ///
    /// @param directory   free of symbolic links
    /// @param directoryId what tells the directory from another of that name
    record Step(Path directory, Object directoryId, String name) {}

    /// The way to a file and what is there.
    ///
    /// @param steps every lookup on the way; where a name does not exist, that is the last
    /// @param end   equal for two lookups when the file was the same and had not been touched
    record Result(List<Step> steps, Object end) {}

    static Result of(Path path) {
        List<Step> steps = new ArrayList<>();
        Deque<Path> rest = new ArrayDeque<>();
        Path root = path.getRoot();
        Path here = root;
        path.forEach(rest::add);
        int links = 0;
        try {
            Object id = id(here);
            while (!rest.isEmpty()) {
                Path name = rest.remove();
                if (name.toString().equals("..")) {
                    here = here.getParent() == null ? root : here.getParent();
                    id = id(here);
                } else if (!name.toString().isEmpty() && !name.toString().equals(".")) {
                    steps.add(new Step(here, id, name.toString()));
                    Path next = here.resolve(name);
                    BasicFileAttributes found = attributes(next);
                    if (!found.isSymbolicLink()) {
                        here = next;
                        id = id(found);
                        continue;
                    }
                    links++;
                    if (links > MAX_LINKS) {
                        return new Result(List.copyOf(steps), "too many symbolic links");
                    }
                    Path target = Files.readSymbolicLink(next);
                    if (target.isAbsolute()) {
                        here = root;
                        id = id(here);
                    }
                    List<Path> more = new ArrayList<>();
                    target.forEach(more::add);
                    more.reversed().forEach(rest::addFirst);
                }
            }
            return new Result(List.copyOf(steps), List.of(here, state(here)));
        } catch (NoSuchFileException e) {
            return new Result(List.copyOf(steps), "missing");
        } catch (IOException e) {
            return new Result(List.copyOf(steps), e.toString());
        }
    }

    private static Object id(Path directory) throws IOException {
        return id(attributes(directory));
    }

    /// Device and inode.
    private static Object id(BasicFileAttributes found) {
        return Objects.requireNonNull(found.fileKey());
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static Map<String, Object> state(Path file) throws IOException {
        return Stamp.attributes(file, LinkOption.NOFOLLOW_LINKS);
    }
}
