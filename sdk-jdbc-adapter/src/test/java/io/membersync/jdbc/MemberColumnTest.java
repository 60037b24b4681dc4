package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.profile.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberColumnTest {
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
    assertThat(MemberColumn.spellings(Field.PHONE, canonical))
        .containsExactly(canonical, national.replace("-", ""), national);
  }

  @Test
  void anotherCountrysNumberHasOneSpelling() {
    assertThat(MemberColumn.spellings(Field.PHONE, "+16502530000")).containsExactly("+16502530000");
    assertThat(MemberColumn.spellings(Field.NAME, "+821055501234"))
        .as("it is a name")
        .containsExactly("+821055501234");
  }
}
