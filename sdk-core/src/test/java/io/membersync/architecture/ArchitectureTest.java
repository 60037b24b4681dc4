package io.membersync.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.membersync", importOptions = ArchitectureTest.OfThisModule.class)
class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
  private static final Pattern LIBRARY = Pattern.compile("com\\.google\\.");
  private static final Pattern VENDOR =
      Pattern.compile("kakao|naver|google|apple|facebook|payco|wechat|alipay|baidu");

  @ArchTest
  static final ArchRule everyClassStandsInARoom =
      classes().should(standInARoom()).allowEmptyShould(true);

  @ArchTest
  static final ArchRule callsGoDownTheRoadOnly =
      classes().should(useOnlyRoomsBelow()).allowEmptyShould(true);

  @ArchTest
  static final ArchRule valueTypesKnowOnlyValueTypes = classes()
      .that(DescribedPredicate.describe("are values", Rooms::isValue))
      .should(useOnlyValues())
      .allowEmptyShould(true);

  @Test
  void noVendorsNameStandsOutsideItsPackage() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String place = SOURCES.relativize(file).toString().replace('\\', '/');
        boolean vendors =
            place.startsWith("io/membersync/provider/") && place.split("/", -1).length > 4;
        if (!vendors && !place.equals("module-info.java")) {
          namesIn(Files.readString(file)).forEach(name -> found.add(place + ": " + name));
        }
      }
    }

    assertThat(found).isEmpty();
  }

  @Test
  void theSearchForNamesSeesCodeAndNotComments() {
    assertThat(namesIn("/** Kakao */ import com.google.x.Y; // naver\n int i;")).isEmpty();
    assertThat(namesIn("String s = \"KAKAO\"; class AppleThing {}"))
        .containsExactly("kakao", "apple");
  }

  @Test
  void theRoadIsOneWay() {
    assertThat(Rooms.mayUse("io.membersync", "io.membersync.records")).isTrue();
    assertThat(Rooms.mayUse("io.membersync.records", "io.membersync.member")).isFalse();
    assertThat(Rooms.mayUse("io.membersync.consent", "io.membersync.provider")).isFalse();
    assertThat(Rooms.mayUse("io.membersync", "io.membersync.provider.kakao")).isFalse();
    assertThat(Rooms.mayUse("io.membersync.provider.kakao", "io.membersync.provider"))
        .isTrue();
    assertThat(Rooms.mayUse("io.membersync.provider.kakao", "io.membersync.oauth"))
        .isFalse();
    assertThat(Rooms.mayUse("io.membersync.provider.oidc", "io.membersync.provider.kakao"))
        .isFalse();
    assertThat(Rooms.isKnown("io.membersync.util")).isFalse();
  }

  private static List<String> namesIn(String source) {
    String code = LIBRARY.matcher(COMMENT.matcher(source).replaceAll(" ")).replaceAll("");
    return VENDOR
        .matcher(code.toLowerCase(Locale.ROOT))
        .results()
        .map(r -> r.group())
        .toList();
  }

  private static ArchCondition<JavaClass> standInARoom() {
    return new ArchCondition<>("stand in a package that the design names") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean known = Rooms.isKnown(type.getPackageName());
        events.add(new SimpleConditionEvent(type, known, type.getName() + " stands in no room"));
      }
    };
  }

  private static ArchCondition<JavaClass> useOnlyRoomsBelow() {
    return new ArchCondition<>("use their own room, those below it, and value types") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : ours(type)) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          boolean fits = Rooms.isValue(target) || Rooms.mayUse(Rooms.of(type), Rooms.of(target));
          events.add(new SimpleConditionEvent(dependency, fits, dependency.getDescription()));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> useOnlyValues() {
    return new ArchCondition<>("use only value types and helpers of their own package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : ours(type)) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          boolean fits = Rooms.isValue(target)
              || target.getPackageName().equals("io.membersync.internal")
              || target.getPackageName().equals(type.getPackageName());
          events.add(new SimpleConditionEvent(dependency, fits, dependency.getDescription()));
        }
      }
    };
  }

  private static List<Dependency> ours(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .filter(dependency -> dependency
            .getTargetClass()
            .getBaseComponentType()
            .getPackageName()
            .startsWith(Rooms.FRONT_DOOR))
        .toList();
  }

  static final class OfThisModule implements ImportOption {
    private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();

    @Override
    public boolean includes(Location location) {
      return location.asURI().getScheme().equals("file")
          && Path.of(location.asURI()).startsWith(CLASSES);
    }
  }
}
