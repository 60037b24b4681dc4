package io.membersync.provider.kakao;

import io.membersync.profile.Field;
import io.membersync.provider.Trust;
import java.util.List;
import java.util.stream.Stream;

/**
 * One thing Kakao can give, and whether it counts as verified. The e-mail does when it is both valid
 * and verified; an address that is not valid belongs to another Kakao account by now. The phone does
 * because Kakao's account is bound to it, and the CI because it comes from an identity check. The
 * rest is what the person typed into the Kakao account.
 *
 * <p>Source: <a href="https://developers.kakao.com/docs/latest/ko/kakaologin/rest-api">Kakao Login,
 * REST API, user information</a>, read 2026-11-21.
 *
 * @param field what it is here
 * @param path of the value in the answer that carries it
 * @param trust whether the value is verified
 */
record KakaoItem(Field<?> field, String path, Trust trust) {
  static final String ACCOUNT = "kakao_account.";

  static final KakaoItem NICKNAME = account(Field.NICKNAME, "profile.nickname", Trust.UNPROVEN);
  static final KakaoItem PICTURE =
      account(Field.PICTURE, "profile.profile_image_url", Trust.UNPROVEN);
  static final KakaoItem EMAIL = account(
      Field.EMAIL,
      "email",
      Trust.provenWhen(ACCOUNT + "is_email_valid", ACCOUNT + "is_email_verified"));
  static final KakaoItem BIRTHDAY = account(Field.BIRTHDAY, "birthday", Trust.UNPROVEN);
  static final KakaoItem SHIPPING_ADDRESSES =
      new KakaoItem(Field.SHIPPING_ADDRESSES, "shipping_addresses", Trust.UNPROVEN);
  static final KakaoItem CHANNELS = new KakaoItem(Field.CHANNELS, "channels", Trust.UNPROVEN);

  /** Items with a flag of their own name beside one value of text. */
  static final List<KakaoItem> PLAIN = List.of(
      account(Field.NAME, "name", Trust.UNPROVEN),
      account(Field.PHONE, "phone_number", Trust.PROVEN),
      account(Field.GENDER, "gender", Trust.UNPROVEN),
      account(Field.AGE_RANGE, "age_range", Trust.UNPROVEN),
      account(Field.BIRTH_YEAR, "birthyear", Trust.UNPROVEN),
      account(Field.CI, "ci", Trust.PROVEN));

  static final List<KakaoItem> ALL = Stream.concat(
          Stream.of(NICKNAME, PICTURE, EMAIL, BIRTHDAY, SHIPPING_ADDRESSES, CHANNELS),
          PLAIN.stream())
      .toList();

  private static KakaoItem account(Field<?> field, String name, Trust trust) {
    return new KakaoItem(field, ACCOUNT + name, trust);
  }

  /** The member that says whether the visitor still has to agree. */
  String flag() {
    return path + "_needs_agreement";
  }
}
