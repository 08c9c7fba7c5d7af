package mpd.dns.conf;

import java.util.List;

/// What a [FileSource] has of a directory.
public sealed interface DirectoryContent {

    /// The names in it, in the order of their bytes, without `.` and `..`.
    record Names(List<String> names) implements DirectoryContent {
        public Names {
            names = List.copyOf(names);
        }
    }

    /// There is no such directory.
    record Missing() implements DirectoryContent {}

    /// It is no directory, or may not be read.
    ///
    /// @param why completes the sentence `the directory ...`
    record Unreadable(String why) implements DirectoryContent {}
}
