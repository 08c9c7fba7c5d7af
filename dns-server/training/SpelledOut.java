import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;

/// Replaces what the compiler leaves to be made up at run time by code: what a switch over types looks for (JEP 441),
/// and how records are compared and hashed (JLS 8.10.3).
///
/// For each such place Java makes a class when it first comes there, at each start anew, for an AOT cache takes none of
/// them: that was a fifth of a start. A switch over other things than types stays as it is, and so does a
/// record's `toString`, which hardly anything calls.
final class SpelledOut implements ClassTransform {

    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
    private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
    private static final MethodTypeDesc EQUALS = MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object);
    private static final MethodTypeDesc HASH = MethodTypeDesc.of(CD_int, CD_Object);
    // What is switched over, and the first of the types that still counts.
    private static final MethodTypeDesc TYPE_INDEX = MethodTypeDesc.of(CD_int, CD_Object, CD_int);
    private static final int HASH_FACTOR = 31;

    private final ClassDesc owner;
    private final boolean isInterface;
    private final List<List<ClassDesc>> switches = new ArrayList<>();

    /// @param read the one class that is transformed
    SpelledOut(ClassModel read) {
        owner = read.thisClass().asSymbol();
        isInterface = read.flags().has(AccessFlag.INTERFACE);
    }

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
        if (element instanceof MethodModel method && method.code().stream().anyMatch(SpelledOut::isConcerned)) {
            builder.transformMethod(method, MethodTransform.transformingCode(this::spellOut));
        } else {
            builder.with(element);
        }
    }

    @Override
    public void atEnd(ClassBuilder builder) {
        for (int i = 0; i < switches.size(); i++) {
            List<ClassDesc> types = switches.get(i);
            builder.withMethodBody(
                    typeIndex(i),
                    TYPE_INDEX,
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                    code -> typeIndex(code, types));
        }
    }

    private static boolean isConcerned(CodeModel code) {
        return code.elementStream().anyMatch(element -> isTypeSwitch(element) || isOfRecord(element));
    }

    private static boolean isTypeSwitch(CodeElement element) {
        return element instanceof InvokeDynamicInstruction call
                && call.bootstrapMethod().owner().equals(SWITCHES)
                && call.bootstrapMethod().methodName().equals("typeSwitch")
                && call.bootstrapArgs().stream().allMatch(ClassDesc.class::isInstance);
    }

    private static boolean isOfRecord(CodeElement element) {
        return element instanceof InvokeDynamicInstruction call
                && call.bootstrapMethod().owner().equals(RECORDS)
                && !call.name().equalsString("toString");
    }

    private void spellOut(CodeBuilder code, CodeElement element) {
        if (isTypeSwitch(element)) {
            code.invokestatic(owner, typeIndex(switches.size()), TYPE_INDEX, isInterface);
            switches.add(arguments((InvokeDynamicInstruction) element, ClassDesc.class));
        } else if (isOfRecord(element)) {
            InvokeDynamicInstruction call = (InvokeDynamicInstruction) element;
            List<DirectMethodHandleDesc> components = arguments(call, DirectMethodHandleDesc.class);
            if (call.name().equalsString("equals")) {
                equal(code, components);
            } else {
                hash(code, components);
            }
        } else {
            code.with(element);
        }
    }

    private static <T> List<T> arguments(InvokeDynamicInstruction call, Class<T> of) {
        return call.bootstrapArgs().stream()
                .filter(of::isInstance)
                .map(of::cast)
                .toList();
    }

    private static String typeIndex(int number) {
        return "typeSwitch$" + number;
    }

    private static void typeIndex(CodeBuilder code, List<ClassDesc> types) {
        code.aload(0).ifThen(Opcode.IFNULL, none -> none.iconst_m1().ireturn());
        for (int i = 0; i < types.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0).instanceOf(types.get(i)).ifeq(next);
            code.loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(types.size()).ireturn();
    }

    // The record and the other object are the parameters, and the stack's two.
    private void equal(CodeBuilder code, List<DirectMethodHandleDesc> components) {
        Label yes = code.newLabel();
        Label no = code.newLabel();
        Label end = code.newLabel();
        code.if_acmpeq(yes).aload(1).instanceOf(owner).ifeq(no);
        for (DirectMethodHandleDesc component : components) {
            ClassDesc type = component.invocationType().returnType();
            code.aload(0).getfield(owner, component.methodName(), type);
            code.aload(1).checkcast(owner).getfield(owner, component.methodName(), type);
            switch (TypeKind.from(type)) {
                case REFERENCE -> code.invokestatic(OBJECTS, "equals", EQUALS).ifeq(no);
                case LONG -> code.lcmp().ifne(no);
                case FLOAT, DOUBLE ->
                    code.invokestatic(box(type), "compare", MethodTypeDesc.of(CD_int, type, type))
                            .ifne(no);
                default -> code.if_icmpne(no);
            }
        }
        code.labelBinding(yes).iconst_1().goto_(end);
        code.labelBinding(no).iconst_0().labelBinding(end);
    }

    // The record is the parameter, and the stack's one.
    private void hash(CodeBuilder code, List<DirectMethodHandleDesc> components) {
        code.pop().iconst_0();
        for (DirectMethodHandleDesc component : components) {
            ClassDesc type = component.invocationType().returnType();
            code.loadConstant(HASH_FACTOR).imul();
            code.aload(0).getfield(owner, component.methodName(), type);
            if (type.isPrimitive()) {
                code.invokestatic(box(type), "hashCode", MethodTypeDesc.of(CD_int, type));
            } else {
                code.invokestatic(OBJECTS, "hashCode", HASH);
            }
            code.iadd();
        }
    }

    private static ClassDesc box(ClassDesc primitive) {
        return switch (TypeKind.from(primitive)) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case CHAR -> ConstantDescs.CD_Character;
            case SHORT -> ConstantDescs.CD_Short;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            case REFERENCE, VOID -> throw new IllegalArgumentException(primitive + " has no box");
        };
    }
}
