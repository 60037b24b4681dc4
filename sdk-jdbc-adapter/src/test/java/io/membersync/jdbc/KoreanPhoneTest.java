package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.profile.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In how many forms a number is sought. */
class KoreanPhoneTest {
  @ParameterizedTest
  @CsvSource({
    "+821055501234, 010-5550-1234",
    "+82111234567, 011-123-4567",
    "+82212345678, 02-1234-5678",
    "+8221234567, 02-123-4567",
    "+82311234567, 031-123-4567",
    "+823112345678, 031-1234-5678",
    "+82641234567, 064-123-4567",
    "+827012345678, 070-1234-5678",
    "+8215881234, 1588-1234"
  })
  void aKoreanNumberIsSoughtAsShopsWriteIt(String canonical, String national) {
    assertThat(ContactSpelling.spellings(Field.PHONE, canonical))
        .startsWith(canonical, national.replace("-", ""), national)
        .contains(national.replace('-', '.'), national.replace('-', ' '), canonical.substring(1))
        .doesNotHaveDuplicates()
        .allSatisfy(form -> assertThat(Field.PHONE.fromText(form)).contains(canonical));
  }

  @Test
  void anotherCountrysNumberHasOneSpelling() {
    assertThat(ContactSpelling.spellings(Field.PHONE, "+16502530000"))
        .containsExactly("+16502530000");
    assertThat(ContactSpelling.spellings(Field.NAME, "+821055501234"))
        .as("it is a name")
        .containsExactly("+821055501234");
  }
}
