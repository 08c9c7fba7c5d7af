import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Rewrites jars of a program in place, so that Java need not do at each start what can be done once: classes of
/// an old format get a newer one ([ModernClass]), and what would be made up at run time is spelled out
/// ([SpelledOut]).
final class ReadyJars {

    private ReadyJars() {}

    /// Takes the program's directory, with dns-server.jar and lib/ in it.
    public static void main(String[] args) throws IOException {
        Path program = Path.of(args[0]);
        List<Path> all = new ArrayList<>(List.of(program.resolve("dns-server.jar")));
        List<Path> wanted = new ArrayList<>(all);
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(program.resolve("lib"), "*.jar")) {
            for (Path library : libraries) {
                all.add(library);
                if (library.getFileName().toString().startsWith("picocli-")) {
                    wanted.add(library);
                }
            }
        }
        if (wanted.size() == 1) {
            throw new IOException("there is no lib/picocli-*.jar in " + program);
        }
        try (URLClassLoader classes =
                new URLClassLoader(all.stream().map(ReadyJars::url).toArray(URL[]::new))) {
            // Stack maps name the common superclass of two classes, so that all of them must be found.
            ClassFile format =
                    ClassFile.of(ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)
                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (Path jar : wanted) {
                rewrite(jar, format);
            }
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void rewrite(Path jar, ClassFile format) throws IOException {
        Path rewritten = Path.of(jar + ".partial");
        try {
            write(jar, rewritten, format);
            Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(rewritten);
        }
    }

    private static void write(Path jar, Path rewritten, ClassFile format) throws IOException {
        try (JarFile from = new JarFile(jar.toFile());
                OutputStream out = Files.newOutputStream(rewritten);
                JarOutputStream to = new JarOutputStream(out)) {
            for (JarEntry entry : from.stream().toList()) {
                byte[] content = from.getInputStream(entry).readAllBytes();
                JarEntry copy = new JarEntry(entry.getName());
                copy.setLastModifiedTime(entry.getLastModifiedTime());
                to.putNextEntry(copy);
                to.write(entry.getName().endsWith(".class") ? ready(format, content) : content);
                to.closeEntry();
            }
        }
    }

    private static byte[] ready(ClassFile format, byte[] content) {
        ClassModel read = format.parse(content);
        byte[] ready = ModernClass.isOld(read)
                ? ModernClass.of(format, read)
                : format.transformClass(read, new SpelledOut(read));
        List<VerifyError> errors = format.verify(ready);
        if (!errors.isEmpty()) {
            throw new IllegalStateException("what became of " + read.thisClass().asInternalName(), errors.getFirst());
        }
        return ready;
    }
}
