package io.membersync.provider.google;

import io.membersync.profile.Field;
import io.membersync.provider.Provider.Grant;
import java.util.List;
import java.util.Optional;

/**
 * One thing Google can give. Of these only an e-mail ever counts as verified ({@link GoogleProfile}).
 *
 * <p>Source: <a href="https://developers.google.com/people/api/rest/v1/people">People API, person</a>,
 * read 2026-11-21, and <a href="https://developers.google.com/people/api/rest/v1/people/get">its
 * scopes</a>, by a public copy of it, 2026-11-23. Which scope opens which member is not said there; they are taken by
 * their names.
 *
 * @param member of the ID token, or of the People answer and its {@code personFields}
 * @param scope that opens it
 * @param ofPerson whether it comes by the People API
 */
record GoogleItem(Field<?> field, String member, String scope, boolean ofPerson) {
  static final String SCOPES = "https://www.googleapis.com/auth/";
  static final String EMAIL = "email";
  static final String PROFILE = "profile";

  static final String PHONES = "phoneNumbers";
  static final String BIRTHDAYS = "birthdays";
  static final String GENDERS = "genders";
  static final String ADDRESSES = "addresses";
  static final String AGE_RANGES = "ageRanges";
  static final String NICKNAMES = "nicknames";

  static final List<GoogleItem> ALL = List.of(
      new GoogleItem(Field.NAME, "name", PROFILE, false),
      new GoogleItem(Field.EMAIL, EMAIL, EMAIL, false),
      new GoogleItem(Field.PICTURE, "picture", PROFILE, false),
      new GoogleItem(Field.NICKNAME, NICKNAMES, PROFILE, true),
      ofPerson(Field.PHONE, PHONES, "user.phonenumbers.read"),
      ofPerson(Field.BIRTHDAY, BIRTHDAYS, "user.birthday.read"),
      ofPerson(Field.BIRTH_YEAR, BIRTHDAYS, "user.birthday.read"),
      ofPerson(Field.GENDER, GENDERS, "user.gender.read"),
      ofPerson(Field.AGE_RANGE, AGE_RANGES, "profile.agerange.read"),
      ofPerson(Field.SHIPPING_ADDRESSES, ADDRESSES, "user.addresses.read"));

  private static GoogleItem ofPerson(Field<?> field, String member, String scope) {
    return new GoogleItem(field, member, SCOPES + scope, true);
  }

  static Optional<GoogleItem> find(Field<?> field) {
    return ALL.stream().filter(item -> item.field().equals(field)).findFirst();
  }

  boolean isGrantedBy(Grant grant) {
    return !grant.scopesNamed() || grant.scopes().contains(scope);
  }
}
