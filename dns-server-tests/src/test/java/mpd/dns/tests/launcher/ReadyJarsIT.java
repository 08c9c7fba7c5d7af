package mpd.dns.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program whose jar has been rewritten before the training.
@Tag("launcher")
class ReadyJarsIT {

    private static final String JAVA = System.getProperty("java.home") + "/bin/";
    private static final Path TOOL = Path.of(System.getProperty("mpd.dns.root"), "dns-server/training/ReadyJars.java");
    // Prints what records and switches of all kinds say.
    private static final String SAMPLE = """
            import java.util.*;
            class Sample {
                record Wide(
                    boolean a, byte b, char c, short d, int e, long f, float g, double h, String i, List<?> j) {}
                record Empty() {}
                record Generic<T extends Comparable<T>>(T value, int[] array) implements Shape {}
                record Own(int value) {
                    @Override public boolean equals(Object other) { return other instanceof Own; }
                    @Override public int hashCode() { return 7; }
                }
                enum Colour { RED, GREEN }
                sealed interface Shape permits Generic, Circle, Square {
                    default String kind() {
                        return switch (this) {
                            case Circle(int radius) when radius > 9 -> "large";
                            case Circle circle -> "circle " + circle.radius;
                            case Square(Circle(int radius), var side) -> radius + " in " + side;
                            case Square _ -> "square";
                            case Generic<?> generic -> "generic " + generic.value;
                        };
                    }
                }
                record Circle(int radius) implements Shape {}
                record Square(Shape inner, long side) implements Shape {}
                static String name(Object what) {
                    return switch (what) {
                        case null -> "null";
                        case CharSequence text when text.length() > 3 -> "long " + text;
                        case String text -> text;
                        case Integer number when number > 5 -> "large " + number;
                        case Number number -> "number " + number;
                        case Colour colour -> "colour " + colour;
                        case int[] array -> "array of " + array.length;
                        case Object[] _ -> "objects";
                        default -> "other";
                    };
                }
                static String mixed(Object what) {
                    return switch (what) {
                        case Colour.RED -> "red";
                        case String _ -> "text";
                        default -> "other";
                    };
                }
                static String word(String what) {
                    return switch (what) {
                        case "ab" -> "two";
                        case String text when text.startsWith("t") -> "with t";
                        case "abc" -> "three";
                        case null -> "none";
                        default -> "long";
                    };
                }
                static String mustBe(Shape shape) {
                    try {
                        return switch (shape) { case Circle _ -> 1; case Square _ -> 2; case Generic<?> _ -> 3; }
                            + shape.kind();
                    } catch (NullPointerException e) {
                        return "no shape";
                    }
                }
                public static void main(String[] args) {
                    List<Object> all = new ArrayList<>();
                    for (int differs = -1; differs < 10; differs++) {
                        all.add(new Wide(differs == 0, (byte) (differs == 1 ? -1 : 1), differs == 2 ? 'b' : 'c',
                            (short) (differs == 3 ? 3 : 4), differs == 4 ? 4 : 5, differs == 5 ? 1L << 40 : 6,
                            differs == 6 ? -0f : 0f, differs == 7 ? Double.NaN : 8, differs == 8 ? null : "i",
                            differs == 9 ? List.of() : List.of(1)));
                    }
                    all.addAll(List.of(
                        new Wide(false, (byte) 1, 'c', (short) 4, 5, 6, 0f, Double.NaN, "i", List.of(1)),
                        new Empty(), new Empty(), new Own(1), new Own(2), new Generic<>("a", null),
                        new Generic<>("a", null), new Generic<>("b", null), new Circle(3), new Circle(10),
                        new Square(new Circle(1), 2), new Square(null, 2), new Square(new Circle(1), 2),
                        "text", "abc", "ab", 3, 7, 2.5, Colour.RED, new int[4], new String[0]));
                    all.add(null);
                    for (Object one : all) {
                        StringBuilder line = new StringBuilder(name(one)).append(' ');
                        line.append(one == null ? "" : mixed(one)).append(' ');
                        line.append(word(one instanceof String text ? text : null)).append(' ');
                        line.append(one == null || one instanceof Shape ? mustBe((Shape) one) : "").append(' ');
                        line.append(one instanceof Record ? one + " " + one.hashCode() + " " : "");
                        for (Object other : all) {
                            line.append(one instanceof Record && one.equals(other) ? '=' : '.');
                        }
                        IO.println(line);
                    }
                }
            }
            """;

    @Test
    void rewrittenProgramSaysTheSameAndMakesNoClassesForSwitchesAndComparisons(@TempDir final Path directory)
            throws IOException {
        final Path classes = Files.createDirectories(directory.resolve("classes"));
        final Path source = Files.writeString(directory.resolve("Sample.java"), SAMPLE);
        final Path library = Files.createDirectories(directory.resolve("lib")).resolve("picocli-0.jar");
        run("javac", "-d", classes.toString(), source.toString());
        final String jar = directory.resolve("dns-server.jar").toString();
        run("jar", "--create", "--file", jar, "-C", classes.toString(), ".");
        run("jar", "--create", "--file", library.toString(), "-C", classes.toString(), "Sample$Empty.class");

        final List<String> before = run("java", "-cp", jar, "Sample");
        run("java", TOOL.toString(), directory.toString());
        assertThat(run("java", "-cp", jar, "Sample"))
                .as("what the sample prints")
                .hasSizeGreaterThan(30)
                .isEqualTo(before);
        // What is left is the switch over a constant of an enum beside types.
        assertThat(run("java", "-Xlog:class+load", "-cp", jar, "Sample"))
                .filteredOn(line -> line.contains("$$TypeSwitch/"))
                .as("classes made for switches")
                .hasSize(1);
        assertThat(run("javap", "-c", "-p", "-cp", jar, "Sample$Wide"))
                .filteredOn(line -> line.contains("invokedynamic"))
                .as("what Java makes up at run time for a record")
                .singleElement()
                .asString()
                .contains("toString");
    }

    private static List<String> run(final String tool, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(JAVA + tool));
        command.addAll(List.of(arguments));
        return Commands.run(command, "").output().lines().toList();
    }
}
