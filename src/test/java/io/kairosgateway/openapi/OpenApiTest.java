package io.kairosgateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kairosgateway.delivery.SampleAnswers;
import io.kairosgateway.intake.UploadForms;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The description as a document; what the gateway makes of it is in {@link OpenApiIT}. */
class OpenApiTest {

    private static final Contract CONTRACT = new Contract();

    @Test
    void theFileIsAsTheCodeHasIt() throws IOException {
        // When
        String yaml = Description.yaml();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(Description.FILE, yaml);
        }

        // Then
        assertThat(Files.exists(Description.FILE) ? Files.readString(Description.FILE) : "")
                .as(
                        "src/docs/openapi.yaml is out of date; this rewrites it: ./mvnw test -Dtest='OpenApiTest,PostmanTest' -Ddocs.write=true")
                .isEqualTo(yaml);
    }

    @Test
    void theFileIsReadAsItWasMeant() throws IOException {
        assertThat(new YAMLMapper().readTree(Description.yaml())).isEqualTo(Description.tree(Description.document()));
    }

    @Test
    void itIsValidByTheSchemaOfOpenApi() throws IOException {
        // Given
        String schema;
        try (InputStream in = getClass().getResourceAsStream("/openapi/schema-3.1.json")) {
            schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        // When
        var errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON)
                .validate(Description.document().encode(), InputFormat.JSON);

        // Then
        assertThat(errors).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> everySchemaIsOne() {
        return CONTRACT.schemas().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.getKey(),
                        () -> assertThat(CONTRACT.flawsOfSchema(each.getValue()))
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsValidByItsSchema() {
        return CONTRACT.examples().stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.name(),
                        () -> assertThat(CONTRACT.flaws(example.schema(), example.value()))
                                .isEmpty()));
    }

    @Test
    void everyAnswerThatHasABodyHasAnExample() {
        assertThat(CONTRACT.withoutExample()).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryComponentIsReferredTo() throws IOException {
        // Given
        JsonNode document = Description.tree(Description.document());
        Set<String> used = new TreeSet<>();
        document.findValuesAsText("$ref").forEach(used::add);

        // When
        Set<String> there = new TreeSet<>();
        document.get("components")
                .properties()
                .forEach(kind -> kind.getValue()
                        .fieldNames()
                        .forEachRemaining(name -> there.add("#/components/" + kind.getKey() + "/" + name)));

        // Then
        assertThat(there).containsAll(used);
        assertThat(there)
                .filteredOn(component -> !component.contains("/securitySchemes/"))
                .filteredOn(component -> !used.contains(component))
                // Answers of no operation: the first sentences of the document speak of them.
                .containsExactlyInAnyOrder(
                        "#/components/examples/" + Problem.NOT_FOUND.code(),
                        "#/components/examples/" + Problem.METHOD_NOT_ALLOWED.code(),
                        "#/components/examples/" + Problem.METHOD_UNKNOWN.code(),
                        "#/components/examples/" + Problem.VERSION_NOT_SUPPORTED.code());
    }

    @Test
    void itHasTheRoutesThatTheCodeHasAndNoOthers() {
        // Given
        Set<String> routes = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.kairosgateway")
                        .stream()
                        .filter(type -> !type.isInterface() && type.isAnnotatedWith(Path.class))
                        .flatMap(type -> type.getMethods().stream().flatMap(method -> routes(type, method)))
                        .collect(Collectors.toCollection(TreeSet::new));

        SampleAnswers.routes().forEach(route -> routes.add(route.replace(":id", "{}")));
        routes.add(UploadForms.route());

        // Then
        assertThat(routes).hasSizeGreaterThan(10);
        assertThat(CONTRACT.operations().stream()
                        .filter(operation -> !operation.tagged("Files"))
                        .map(operation ->
                                operation.method() + " " + operation.path().replaceAll("\\{[^}]+}", "{}")))
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    private static Stream<String> routes(JavaClass type, JavaMethod method) {
        String path = type.getAnnotationOfType(Path.class).value()
                + method.tryGetAnnotationOfType(Path.class)
                        .map(own -> "/" + own.value())
                        .orElse("");
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class))
                .map(annotation -> annotation.getRawType().getSimpleName())
                .flatMap(verb -> path.contains("{kind")
                        ? Arrays.stream(Kind.values())
                                .map(kind -> verb + " " + path.replaceAll("\\{kind[^}]*}", kind.label()))
                        : Stream.of(verb + " " + path))
                .map(route -> route.replaceAll("\\{[^}]+}", "{}"));
    }

    @Test
    void noSampleIsOfAPersonOrAMachine() throws IOException {
        assertThat(new ObjectMapper().writeValueAsString(Description.tree(Description.document())))
                .doesNotContain("first_name", "dob", System.getProperty("user.dir"), System.getProperty("user.home"));
    }
}
