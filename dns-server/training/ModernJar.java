import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Rewrites the classes of jars that are compiled for a Java before 6 into the format of Java 8, in place.
///
/// An AOT cache takes no classes that lack the stack maps of newer formats, and picocli's lack them: a third of a
/// start would go into reading them.
final class ModernJar {

    private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;
    private static final ClassTransform MODERN = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen((builder, element) -> {
                ClassElement kept = element instanceof ClassFileVersion
                        ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                        : element;
                builder.with(kept);
            });

    private ModernJar() {}

    /// Takes the paths of the jars.
    public static void main(String[] jars) throws IOException {
        for (Path jar : List.of(jars).stream().map(Path::of).toList()) {
            Path rewritten = Path.of(jar + ".partial");
            try (JarFile from = new JarFile(jar.toFile());
                    URLClassLoader classes =
                            new URLClassLoader(new URL[] {jar.toUri().toURL()});
                    OutputStream out = Files.newOutputStream(rewritten);
                    JarOutputStream to = new JarOutputStream(out)) {
                // Stack maps name the common superclass of two classes, so that all of them must be found.
                ClassHierarchyResolver all = ClassHierarchyResolver.ofResourceParsing(classes)
                        .orElse(ClassHierarchyResolver.defaultResolver());
                rewrite(
                        from,
                        to,
                        ClassFile.of(
                                ConstantPoolSharingOption.NEW_POOL,
                                StackMapsOption.GENERATE_STACK_MAPS,
                                ClassHierarchyResolverOption.of(all)));
            }
            Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void rewrite(JarFile from, JarOutputStream to, ClassFile format) throws IOException {
        for (JarEntry entry : from.stream().toList()) {
            byte[] content = from.getInputStream(entry).readAllBytes();
            JarEntry copy = new JarEntry(entry.getName());
            copy.setLastModifiedTime(entry.getLastModifiedTime());
            to.putNextEntry(copy);
            to.write(entry.getName().endsWith(".class") ? modern(format, content) : content);
            to.closeEntry();
        }
    }

    private static byte[] modern(ClassFile format, byte[] content) {
        ClassModel read = format.parse(content);
        return read.majorVersion() < FIRST_WITH_STACK_MAPS ? format.transformClass(read, MODERN) : content;
    }
}
