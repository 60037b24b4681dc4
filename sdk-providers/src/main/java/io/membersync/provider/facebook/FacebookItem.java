package io.membersync.provider.facebook;

import io.membersync.profile.Field;
import java.util.List;
import java.util.Optional;

/**
 * One field that Facebook can give; none of them counts as verified.
 *
 * <p>Source: <a href="https://developers.facebook.com/docs/permissions">permissions</a>, read
 * 2026-11-21.
 *
 * @param permission by which a visitor lets the app have it
 * @param name by which the profile call asks for it
 * @param path of its value in the answer
 */
record FacebookItem(Field<?> field, String permission, String name, String path) {
  static final String PUBLIC_PROFILE = "public_profile";
  static final String EMAIL = "email";

  static final List<FacebookItem> ALL = List.of(
      new FacebookItem(Field.NAME, PUBLIC_PROFILE, "name", "name"),
      new FacebookItem(Field.PICTURE, PUBLIC_PROFILE, "picture", "picture.data.url"),
      new FacebookItem(Field.EMAIL, EMAIL, "email", "email"),
      new FacebookItem(Field.BIRTHDAY, "user_birthday", "birthday", "birthday"),
      new FacebookItem(Field.BIRTH_YEAR, "user_birthday", "birthday", "birthday"),
      new FacebookItem(Field.GENDER, "user_gender", "gender", "gender"),
      new FacebookItem(Field.AGE_RANGE, "user_age_range", "age_range", "age_range"));

  static Optional<FacebookItem> find(Field<?> field) {
    return ALL.stream().filter(item -> item.field().equals(field)).findFirst();
  }

  /** Whether Meta reviews an app before strangers are asked for it. */
  boolean isReviewed() {
    return permission.startsWith("user_");
  }
}
