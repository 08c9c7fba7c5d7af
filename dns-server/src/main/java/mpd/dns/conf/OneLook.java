package mpd.dns.conf;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Asks for each file and each directory once and keeps the answer, so that one reading knows one version of
/// each, however many ways lead to it and whatever happens meanwhile.
final class OneLook implements FileSource {

    private final FileSource source;
    private final Map<Path, FileContent> files = new HashMap<>();
    private final Map<Path, DirectoryContent> directories = new HashMap<>();

    OneLook(FileSource source) {
        this.source = source;
    }

    @Override
    public FileContent file(Path path) {
        return files.computeIfAbsent(path, source::file);
    }

    @Override
    public DirectoryContent directory(Path path) {
        return directories.computeIfAbsent(path, source::directory);
    }
}
