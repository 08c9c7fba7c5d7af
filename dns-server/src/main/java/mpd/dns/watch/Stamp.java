package mpd.dns.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// What the system tells of a file or directory without opening it, symbolic links followed.
///
/// @param what the attributes, or why there are none
public record Stamp(Object what) {

    /// Of a file that is not there.
    public static final Stamp MISSING = new Stamp("missing");

    /// The file as it is now.
    public static Stamp of(Path file) {
        try {
            return new Stamp(attributes(file));
        } catch (IOException e) {
            return of(e);
        }
    }

    /// Of a file whose attributes could not be read.
    public static Stamp of(IOException why) {
        return why instanceof NoSuchFileException ? MISSING : new Stamp(why.toString());
    }

    /// Device, inode, mode, size and times. Two looks that saw the same of these saw the same content, unless
    /// it was changed within one tick of the kernel's clock.
    ///
    /// @throws IOException when there is no such file, or nothing can be told
    public static Map<String, Object> attributes(Path file, LinkOption... links) throws IOException {
        return Files.readAttributes(file, "unix:dev,ino,mode,size,lastModifiedTime,ctime", links);
    }
}
