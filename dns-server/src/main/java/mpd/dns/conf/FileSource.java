package mpd.dns.conf;

import java.nio.file.Path;

/// Where configuration files are read from: the disk, or the last stable version of each file.
public interface FileSource {

    /// The file, symbolic links followed.
    FileContent file(Path path);

    /// The names in the directory, symbolic links followed.
    DirectoryContent directory(Path path);
}
