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
 * @param scope id of the consent item, as the console shows it
 * @param trust whether the value is verified
 */
record KakaoItem(Field<?> field, String path, String scope, Trust trust) {
  static final String ACCOUNT = "kakao_account.";

  static final KakaoItem NICKNAME =
      account(Field.NICKNAME, "profile.nickname", "profile_nickname", Trust.UNPROVEN);
  static final KakaoItem PICTURE =
      account(Field.PICTURE, "profile.profile_image_url", "profile_image", Trust.UNPROVEN);
  static final KakaoItem EMAIL = account(
      Field.EMAIL,
      "email",
      "account_email",
      Trust.provenWhen(ACCOUNT + "is_email_valid", ACCOUNT + "is_email_verified"));
  static final KakaoItem BIRTHDAY = account(Field.BIRTHDAY, "birthday", "birthday", Trust.UNPROVEN);
  static final KakaoItem SHIPPING_ADDRESSES = new KakaoItem(
      Field.SHIPPING_ADDRESSES, "shipping_addresses", "shipping_address", Trust.UNPROVEN);
  static final KakaoItem CHANNELS =
      new KakaoItem(Field.CHANNELS, "channels", "plusfriends", Trust.UNPROVEN);

  /** Items with a flag of their own name beside one value of text. */
  static final List<KakaoItem> PLAIN = List.of(
      account(Field.NAME, "name", "name", Trust.UNPROVEN),
      account(Field.PHONE, "phone_number", "phone_number", Trust.PROVEN),
      account(Field.GENDER, "gender", "gender", Trust.UNPROVEN),
      account(Field.AGE_RANGE, "age_range", "age_range", Trust.UNPROVEN),
      account(Field.BIRTH_YEAR, "birthyear", "birthyear", Trust.UNPROVEN),
      account(Field.CI, "ci", "account_ci", Trust.PROVEN));

  static final List<KakaoItem> ALL = Stream.concat(
          Stream.of(NICKNAME, PICTURE, EMAIL, BIRTHDAY, SHIPPING_ADDRESSES, CHANNELS),
          PLAIN.stream())
      .toList();

  private static KakaoItem account(Field<?> field, String name, String scope, Trust trust) {
    return new KakaoItem(field, ACCOUNT + name, scope, trust);
  }

  /** The member that says whether the visitor still has to agree. */
  String flag() {
    return path + "_needs_agreement";
  }
}
