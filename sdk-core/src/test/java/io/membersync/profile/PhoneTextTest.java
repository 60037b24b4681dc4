package io.membersync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PhoneTextTest {
  private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();

  /** The short way for Korean mobile numbers must never disagree with the library's plan. */
  @Test
  void everyBlockOfKoreanMobileNumbersIsJudgedAsTheLibraryDoes() throws Exception {
    for (int block = 0; block < 10_000; block++) {
      String subscriber = String.format("%04d1234", block);
      PhoneNumber number = library.parse("+8210" + subscriber, "KR");
      Optional<String> judged = library.isValidNumber(number)
          ? Optional.of(library.format(number, PhoneNumberFormat.E164))
          : Optional.empty();

      assertThat(Field.PHONE.fromText("+82 10-" + subscriber)).isEqualTo(judged);
      assertThat(Field.PHONE.fromText("010" + subscriber)).isEqualTo(judged);
    }
  }

  @Test
  void oneDigitTooManyOrTooFewIsNoMobileNumber() {
    assertThat(Field.PHONE.fromText("+82 10-5550-123")).isEmpty();
    assertThat(Field.PHONE.fromText("+82 10-5550-12345")).isEmpty();
    assertThat(Field.PHONE.fromText("010-5550-123")).isEmpty();
    assertThat(Field.PHONE.fromText("010-5550-12345")).isEmpty();
  }
}
