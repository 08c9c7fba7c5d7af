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
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Replaces what the compiler leaves to be made up at run time by code: what a switch over types looks for (JEP
/// 441), and how records are compared and hashed (JLS 8.10.3).
///
/// For each such place Java makes classes when it first comes there, at each start anew, for an AOT cache takes
/// none of them. A switch over other things than types and texts stays as it is, and so does a record's
/// `toString`, which hardly anything calls.
final class SpelledOut implements ClassTransform {

    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
    private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
    private static final MethodTypeDesc EQUALS = MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object);
    private static final MethodTypeDesc HASH = MethodTypeDesc.of(CD_int, CD_Object);
    // What is switched over, and the first of the labels that still counts.
    private static final MethodTypeDesc LABEL_INDEX = MethodTypeDesc.of(CD_int, CD_Object, CD_int);
    private static final int HASH_FACTOR = 31;
    private static final Set<String> COMPARING = Set.of("equals", "hashCode");

    private final ClassDesc owner;
    private final boolean isInterface;
    private final List<List<ConstantDesc>> switches = new ArrayList<>();

    /// @param read the one class that is transformed
    SpelledOut(ClassModel read) {
        owner = read.thisClass().asSymbol();
        isInterface = read.flags().has(AccessFlag.INTERFACE);
    }

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
        if (element instanceof MethodModel method && isConcerned(method)) {
            String name = method.methodName().stringValue();
            builder.transformMethod(
                    method, MethodTransform.transformingCode((code, each) -> spellOut(name, code, each)));
        } else {
            builder.with(element);
        }
    }

    @Override
    public void atEnd(ClassBuilder builder) {
        for (int i = 0; i < switches.size(); i++) {
            List<ConstantDesc> labels = switches.get(i);
            builder.withMethodBody(
                    name(i),
                    LABEL_INDEX,
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                    code -> labelIndex(code, labels));
        }
    }

    private static boolean isConcerned(MethodModel method) {
        String name = method.methodName().stringValue();
        return method.code().stream()
                .flatMap(CodeModel::elementStream)
                .anyMatch(element -> isTypeSwitch(element) || isOfRecord(name, element));
    }

    private static boolean isTypeSwitch(CodeElement element) {
        return element instanceof InvokeDynamicInstruction call
                && call.bootstrapMethod().owner().equals(SWITCHES)
                && call.bootstrapMethod().methodName().equals("typeSwitch")
                && call.bootstrapArgs().stream()
                        .allMatch(label -> label instanceof ClassDesc || label instanceof String);
    }

    /// Whether it is all that a record's own `equals` or `hashCode` does, as the compiler makes them.
    private static boolean isOfRecord(String method, CodeElement element) {
        return element instanceof InvokeDynamicInstruction call
                && call.bootstrapMethod().owner().equals(RECORDS)
                && COMPARING.contains(method)
                && call.name().equalsString(method);
    }

    private void spellOut(String method, CodeBuilder code, CodeElement element) {
        if (isTypeSwitch(element)) {
            List<ConstantDesc> labels = ((InvokeDynamicInstruction) element).bootstrapArgs();
            if (!switches.contains(labels)) {
                switches.add(labels);
            }
            code.invokestatic(owner, name(switches.indexOf(labels)), LABEL_INDEX, isInterface);
        } else if (isOfRecord(method, element)) {
            InvokeDynamicInstruction call = (InvokeDynamicInstruction) element;
            List<DirectMethodHandleDesc> components = call.bootstrapArgs().stream()
                    .filter(DirectMethodHandleDesc.class::isInstance)
                    .map(DirectMethodHandleDesc.class::cast)
                    .toList();
            if (method.equals("equals")) {
                equal(code, components);
            } else {
                hash(code, components);
            }
        } else {
            code.with(element);
        }
    }

    // No name that a compiler gives.
    private static String name(int number) {
        return "type-switch-" + number;
    }

    private static void labelIndex(CodeBuilder code, List<ConstantDesc> labels) {
        code.aload(0).ifThen(Opcode.IFNULL, none -> none.iconst_m1().ireturn());
        for (int i = 0; i < labels.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0);
            if (labels.get(i) instanceof ClassDesc type) {
                code.instanceOf(type);
            } else {
                code.loadConstant(labels.get(i)).invokestatic(OBJECTS, "equals", EQUALS);
            }
            code.ifeq(next);
            code.loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(labels.size()).ireturn();
    }

    // The record and the other object are the parameters, and the stack's two.
    private void equal(CodeBuilder code, List<DirectMethodHandleDesc> components) {
        Label yes = code.newLabel();
        Label no = code.newLabel();
        Label end = code.newLabel();
        code.if_acmpeq(yes).aload(1).instanceOf(owner).ifeq(no);
        // In the order in which Java does it itself.
        for (DirectMethodHandleDesc component : components.reversed()) {
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
