package io.membersync.testing;

import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonNode.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes one person as {@code /v2/user/me}, {@code /v2/app/users} and userinfo tell of them. */
final class ProfileJson {
  private final KakaoPerson person;
  private final KakaoLink link;
  private final KakaoApp app;
  private final boolean secure;
  private final Optional<List<String>> keys;

  /**
   * @param secure picture addresses are https
   * @param keys {@code property_keys}; empty for everything
   */
  ProfileJson(
      KakaoPerson person,
      KakaoLink link,
      KakaoApp app,
      boolean secure,
      Optional<List<String>> keys) {
    this.person = person;
    this.link = link;
    this.app = app;
    this.secure = secure;
    this.keys = keys;
  }

  JsonObject me() {
    JsonObject json = JsonNode.object().add("id", person.id());
    if (!app.isAutoLink() && (keys.isEmpty() || keys.get().contains("has_signed_up"))) {
      json.add("has_signed_up", !link.isWaiting());
    }
    addTimes(json);
    JsonObject properties = properties();
    if (!properties.isEmpty() && !link.isWaiting()) {
      json.add("properties", properties);
    }
    JsonObject account = link.isWaiting() ? preregistered() : account();
    if (!account.isEmpty()) {
      json.add("kakao_account", account);
    }
    if (keys.isEmpty()) {
      if (isAgreed("talk_message")) {
        person
            .partnerUuid()
            .ifPresent(uuid -> json.add("for_partner", JsonNode.object().add("uuid", uuid)));
      }
      json.addIfPresent("group_user_token", person.groupUserToken());
    }
    return json;
  }

  /** Without {@code property_keys}, a listing of several people has ids and times only. */
  JsonObject listed() {
    JsonObject json = JsonNode.object().add("id", person.id());
    addTimes(json);
    return json;
  }

  JsonObject userInfo() {
    JsonObject json = JsonNode.object().add("sub", Long.toString(person.id()));
    addAgreed(json, "name", "name", person.name());
    if (isAgreed("profile_nickname") || isAgreed("profile")) {
      json.addIfPresent("nickname", person.nickname());
    }
    if (isAgreed("profile_image") || isAgreed("profile")) {
      json.addIfPresent("picture", person.thumbnail().map(this::address));
    }
    if (isAgreed("account_email") && person.email().isPresent()) {
      json.addIfPresent("email", person.email())
          .add("email_verified", person.isEmailValid() && person.isEmailVerified());
    }
    addAgreed(json, "gender", "gender", person.gender().map(g -> g.toUpperCase(Locale.ROOT)));
    json.addIfPresent("birthdate", birthdate());
    if (isAgreed("phone_number") && person.phoneNumber().isPresent()) {
      json.addIfPresent("phone_number", person.phoneNumber()).add("phone_number_verified", true);
    }
    return json;
  }

  private void addTimes(JsonObject json) {
    json.add("connected_at", link.connectedAt().toString())
        .addIfPresent("synched_at", link.synchedAt().map(Object::toString));
  }

  private JsonObject properties() {
    JsonObject json = JsonNode.object();
    link.properties().forEach((name, value) -> {
      if (isWanted("properties.", name)) {
        json.add(name, value);
      }
    });
    return json;
  }

  private JsonObject account() {
    JsonObject json = JsonNode.object();
    addProfile(json);
    if (isWantedItem("name", "name")) {
      addFlag(json, "name", "name", person.name().isPresent());
      addAgreed(json, "name", "name", person.name());
    }
    addEmail(json);
    addPlain(json, "age_range", person.ageRange());
    addPlain(json, "birthyear", person.birthyear());
    if (isWantedItem("birthday", "birthday")) {
      addFlag(json, "birthday", "birthday", person.birthday().isPresent());
      if (isAgreed("birthday") && person.birthday().isPresent()) {
        json.addIfPresent("birthday", person.birthday())
            .add("birthday_type", person.isLunarBirthday() ? "LUNAR" : "SOLAR")
            .add("is_leap_month", person.isLeapMonth());
      }
    }
    addPlain(json, "gender", person.gender());
    addPlain(json, "phone_number", person.phoneNumber());
    if (isWantedItem("account_ci", "ci")) {
      addFlag(json, "account_ci", "ci", person.ci().isPresent());
      addAgreed(json, "account_ci", "ci", person.ci());
      if (person.ci().isPresent()) {
        addAgreed(
            json,
            "account_ci",
            "ci_authenticated_at",
            person.ciAuthenticatedAt().map(Object::toString));
      }
    }
    return json;
  }

  /** What is sent of a person who waits for {@code /v1/user/signup}. */
  private JsonObject preregistered() {
    JsonObject json = JsonNode.object();
    addProfile(json);
    addEmail(json);
    return json;
  }

  private void addProfile(JsonObject json) {
    boolean legacy = app.hasItem("profile");
    boolean nickname = legacy || app.hasItem("profile_nickname");
    boolean picture = legacy || app.hasItem("profile_image");
    if (!(nickname || picture) || !isWanted("kakao_account.", "profile")) {
      return;
    }
    boolean nicknameAgreed = isAgreed("profile") || isAgreed("profile_nickname");
    boolean pictureAgreed = isAgreed("profile") || isAgreed("profile_image");
    if (legacy) {
      addFlag(json, "profile", "profile", true);
    } else {
      if (nickname) {
        addFlag(json, "profile_nickname", "profile_nickname", person.nickname().isPresent());
      }
      if (picture) {
        addFlag(json, "profile_image", "profile_image", person.picture().isPresent());
      }
    }
    JsonObject profile = JsonNode.object();
    if (nickname && nicknameAgreed) {
      profile.addIfPresent("nickname", person.nickname());
    }
    if (picture && pictureAgreed && person.picture().isPresent()) {
      profile
          .addIfPresent("thumbnail_image_url", person.thumbnail().map(this::address))
          .addIfPresent("profile_image_url", person.picture().map(this::address))
          .add("is_default_image", person.isDefaultPicture());
    }
    if (nickname && nicknameAgreed && person.nickname().isPresent()) {
      profile.add("is_default_nickname", person.isDefaultNickname());
    }
    if (!profile.isEmpty()) {
      json.add("profile", profile);
    }
  }

  private void addEmail(JsonObject json) {
    if (!isWantedItem("account_email", "email")) {
      return;
    }
    addFlag(json, "account_email", "email", person.email().isPresent());
    if (isAgreed("account_email") && person.email().isPresent()) {
      json.add("is_email_valid", person.isEmailValid())
          .add("is_email_verified", person.isEmailVerified())
          .addIfPresent("email", person.email());
    }
  }

  private void addPlain(JsonObject json, String item, Optional<String> value) {
    if (isWantedItem(item, item)) {
      addFlag(json, item, item, value.isPresent());
      addAgreed(json, item, item, value);
    }
  }

  /** True only if asking again could bring a value: not agreed, and there is one. */
  private void addFlag(JsonObject json, String item, String member, boolean held) {
    json.add(member + "_needs_agreement", !isAgreed(item) && held);
  }

  private void addAgreed(JsonObject json, String item, String member, Optional<String> value) {
    if (isAgreed(item)) {
      json.addIfPresent(member, value);
    }
  }

  private Optional<String> birthdate() {
    Optional<String> year = isAgreed("birthyear") ? person.birthyear() : Optional.empty();
    Optional<String> day = isAgreed("birthday") ? person.birthday() : Optional.empty();
    if (day.isEmpty()) {
      return year;
    }
    String monthAndDay = day.get().substring(0, 2) + "-" + day.get().substring(2);
    return Optional.of(year.orElse("0000") + "-" + monthAndDay);
  }

  private String address(String path) {
    return (secure ? "https://" : "http://") + path;
  }

  /** An item that is no longer configured delivers nothing, agreed or not. */
  private boolean isAgreed(String item) {
    return app.hasItem(item) && link.agreedItems().contains(item);
  }

  private boolean isWantedItem(String item, String member) {
    return app.hasItem(item) && isWanted("kakao_account.", member);
  }

  private boolean isWanted(String branch, String member) {
    return keys.isEmpty() || keys.get().contains(branch) || keys.get().contains(branch + member);
  }
}
