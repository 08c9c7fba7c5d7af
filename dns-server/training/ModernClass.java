import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;

/// The format of Java 8 for classes that are compiled for a Java before 6.
///
/// An AOT cache takes no classes that lack the stack maps of newer formats, and picocli's lack them: a third of
/// a start would go into reading them.
final class ModernClass {

    private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;
    private static final ClassTransform MODERN = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen((builder, element) -> {
                ClassElement kept = element instanceof ClassFileVersion
                        ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                        : element;
                builder.with(kept);
            });

    private ModernClass() {}

    static boolean isOld(ClassModel read) {
        return read.majorVersion() < FIRST_WITH_STACK_MAPS;
    }

    static byte[] of(ClassFile format, ClassModel read) {
        return format.withOptions(ConstantPoolSharingOption.NEW_POOL, StackMapsOption.GENERATE_STACK_MAPS)
                .transformClass(read, MODERN);
    }
}
