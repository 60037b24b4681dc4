package io.membersync.provider.apple;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppleNameTest {
  private static String user(String first, String last) {
    return "{\"name\":{\"firstName\":\"" + first + "\",\"lastName\":\"" + last + "\"}}";
  }

  @ParameterizedTest
  @CsvSource({
    "Demo, User, Demo User",
    "민아, 김, 김민아",
    "선우, 남궁, 남궁선우",
    "가 을, 한, 한가 을",
    "Mina, 김, Mina 김",
    "민아, Kim, 민아 Kim",
    "José, Núñez, José Núñez",
    "' Demo ', ' User ', Demo User",
    "Demo, '', Demo",
    "'', 김, 김",
    "' ', User, User"
  })
  void partsAreJoinedAsTheirScriptHasIt(String first, String last, String whole) {
    assertThat(AppleName.read(user(first, last))).contains(whole);
  }

  @Test
  void onePartIsANameToo() {
    assertThat(AppleName.read("{\"name\":{\"lastName\":\"김\"}}")).contains("김");
    assertThat(AppleName.read("{\"name\":{\"firstName\":\"Demo\",\"lastName\":null}}"))
        .contains("Demo");
    assertThat(AppleName.read("{\"name\":{\"firstName\":7,\"lastName\":\"User\"}}"))
        .contains("User");
  }

  @Test
  void whatNobodyTypesIsTakenOut() {
    assertThat(AppleName.read(user("De\\u0000mo\\u202e", "Us\\r\\ner"))).contains("Demo Us er");
    assertThat(AppleName.read(user("\\u3164", "\\u200b"))).as("nothing shows").isEmpty();
    assertThat(AppleName.read(user("\\u3164", "김"))).contains("김");
    assertThat(AppleName.read(user("Demo", "950101-1234567"))).contains("Demo");
  }

  @Test
  void aLongNameIsCutAndAHugeOneIsNone() {
    assertThat(AppleName.read(user("a".repeat(150), "b".repeat(150))).orElseThrow())
        .hasSize(200);
    assertThat(AppleName.read(user("a".repeat(10_000), "b"))).isEmpty();
    assertThat(AppleName.read(" ".repeat(10_000) + user("Demo", "User"))).isEmpty();
  }

  @Test
  void whatHasAnotherFormIsNoName() {
    for (String user : List.of(
        "",
        " ",
        "null",
        "\"Demo User\"",
        "7",
        "[]",
        "[" + user("Demo", "User") + "]",
        "{",
        "{}",
        "{\"name\":null}",
        "{\"name\":\"Demo User\"}",
        "{\"name\":[\"Demo\",\"User\"]}",
        "{\"name\":{}}",
        "{\"name\":{\"firstName\":{\"a\":1},\"lastName\":[\"User\"]}}",
        "{\"name\":{\"firstName\":true,\"lastName\":1.5}}",
        "{\"name.firstName\":\"Demo\"}",
        "{\"firstName\":\"Demo\",\"lastName\":\"User\"}",
        user("Demo", "User") + user("Demo", "User"),
        "{\"name\":{\"firstName\":\"A\",\"firstName\":\"B\"}}",
        "{\"a\":".repeat(40) + "1" + "}".repeat(40),
        "\ud800")) {
      assertThat(AppleName.read(user)).as(user).isEmpty();
    }
  }
}
