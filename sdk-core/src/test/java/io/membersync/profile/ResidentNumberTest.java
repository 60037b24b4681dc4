package io.membersync.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.testsupport.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers here are nobody's: their days or check digits are made up. */
class ResidentNumberTest {
  @Fault("T61")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "900101-1234567",
        "memo: 900101-1234567, please",
        "900101 \u2013 2234567",
        "000229-3234567",
        "850505-5234567",
        "9001011234568", // the check digit fits
        "call me 9001011234568!"
      })
  void isNoValueOfATextField(String text) {
    assertThat(ResidentNumber.isIn(text)).isTrue();
    assertThat(Field.NAME.fromText(text)).isEmpty();
    assertThat(Field.text("memo").fromText(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9001011234567", // the check digit does not fit
        "8801234567893", // a bar code
        "901301-1234567", // no month
        "900132-1234567", // no day
        "900101-9234567", // nobody's century
        "1900101-1234567",
        "900101-12345678",
        "900101-123456",
        "010-1234-5678",
        "\uae40\ud558\ub298"
      })
  void otherNumbersAre(String text) {
    assertThat(ResidentNumber.isIn(text)).isFalse();
    assertThat(Field.text("memo").fromText(text)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rrn", "jumin", "jumin_1", "resident_number", "my_resident_registration_no"})
  void noFieldIsNamedSo(String name) {
    assertThatThrownBy(() -> Field.text(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PIPA 24-2");
    assertThat(Field.text("residence").name()).isEqualTo("residence");
  }
}
