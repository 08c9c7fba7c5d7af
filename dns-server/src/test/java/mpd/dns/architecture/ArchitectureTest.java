package mpd.dns.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ArchitectureTest {

    private static final String ROOT = "mpd.dns";
    private static final String FIXTURES = "mpd.dns.architecture.fixture.";

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @ParameterizedTest
    @EnumSource
    void programKeepsTheRule(Rule rule) {
        EvaluationResult result = rule.below(ROOT).evaluate(PROGRAM);

        assertThat(result.getFailureReport().getDetails()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void ruleRejectsCodeThatBreaksIt(Rule rule) {
        String root = FIXTURES + rule.fixture();
        JavaClasses fixture = new ClassFileImporter().importPackages(root);

        EvaluationResult result = rule.below(root).evaluate(fixture);

        assertThat(result.getFailureReport().getDetails())
                .isNotEmpty()
                .allSatisfy(detail -> assertThat(detail).contains("Offender"));
    }
}
