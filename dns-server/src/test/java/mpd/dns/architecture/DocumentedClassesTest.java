package mpd.dns.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Pages that tell the way through the code rot unseen unless the classes they name are looked up.
final class DocumentedClassesTest {

    /// A code span that is nothing but a type's name, with an outer type, a method or `()` at most.
    private static final Pattern TYPE =
            Pattern.compile("`((?:[A-Z][a-zA-Z0-9]*\\.)?[A-Z][a-z][a-zA-Z0-9]*)(?:[.#][a-z]\\w*)?(?:\\(\\))?`");

    /// Two humps: `Forwarder` alone may be a word, and is looked up only on pages about the code.
    private static final Pattern CAMEL_CASE = Pattern.compile("[A-Z][a-z0-9]+([A-Z][a-zA-Z0-9]*)+");

    private static final String ABOUT_THE_CODE = "ARCHITECTURE.md";

    /// Code spans of this shape that are not ours to name.
    private static final Set<String> OTHERS = Set.of("NetworkManager", "WireGuard");

    /// Tests of the built program are elsewhere, and looked up there.
    private static final String OF_THE_BUILT_PROGRAM = "IT";

    @Test
    void everyClassNamedInThePagesExists() throws IOException {
        Set<String> existing = new ClassFileImporter()
                .importPackages("mpd.dns").stream()
                        .flatMap(DocumentedClassesTest::names)
                        .collect(Collectors.toSet());
        existing.addAll(classesOfTheOtherTests());

        assertThat(pages())
                .isNotEmpty()
                .allSatisfy(page -> assertThat(existing)
                        .as("classes that %s names", page.getFileName())
                        .containsAll(named(page.getFileName().toString(), Files.readString(page))));
    }

    @Test
    void namesOfClassesAreFoundInCodeSpansOnly() {
        String text =
                "A `QueryScreen` and `ZoneAnswer.Found`, `Registry#view()`, no DnsServer, `SIGTERM`, `A`, `Zone`.";

        assertThat(named(ABOUT_THE_CODE, text)).containsExactly("QueryScreen", "ZoneAnswer.Found", "Registry", "Zone");
        assertThat(named("OTHER.md", text)).containsExactly("QueryScreen", "ZoneAnswer.Found");
    }

    private static List<String> named(String page, String text) {
        return TYPE.matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(name ->
                        page.equals(ABOUT_THE_CODE) || CAMEL_CASE.matcher(name).lookingAt())
                .filter(name -> !OTHERS.contains(name) && !name.endsWith(OF_THE_BUILT_PROGRAM))
                .distinct()
                .toList();
    }

    /// Pages name tests of the built program, too, whose classes are another module's: by their files.
    private static Set<String> classesOfTheOtherTests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("../dns-server-tests/src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    /// `Found` is written on pages as itself or with its outer type.
    private static Stream<String> names(JavaClass type) {
        return type.getEnclosingClass()
                .map(outer -> Stream.of(type.getSimpleName(), outer.getSimpleName() + "." + type.getSimpleName()))
                .orElseGet(() -> Stream.of(type.getSimpleName()));
    }

    private static List<Path> pages() throws IOException {
        Path repository = Path.of("..");
        try (Stream<Path> files = Files.list(repository.resolve("docs"))) {
            return Stream.concat(Stream.of(repository.resolve("README.md")), files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }
}
