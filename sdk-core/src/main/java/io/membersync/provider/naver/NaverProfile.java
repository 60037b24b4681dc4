package io.membersync.provider.naver;

import static io.membersync.profile.FieldValue.Presence.EMPTY;
import static io.membersync.profile.FieldValue.Presence.NOT_OFFERED;
import static io.membersync.profile.FieldValue.Presence.WITHHELD;

import io.membersync.profile.Field;
import io.membersync.profile.PostalAddress;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderProfile;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What only Naver has in its answers: nicknames it has masked, an unknown gender, two forms of the
 * phone, its terms and its delivery address.
 */
final class NaverProfile {
  private static final String RESPONSE = "response.";
  private static final String DELIVERY_ADDRESS = "data";
  private static final String E164 = RESPONSE + "mobile_e164";
  private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
  private static final int MOST_TERMS = 200;
  private static final int LONGEST_TAG = 200;

  /** {@code HH:MI:SS.sss AM MM/DD/YYYY}. */
  private static final Pattern AGREED_AT = Pattern.compile(
      "([0-9]{2}):([0-9]{2}):([0-9]{2})\\.([0-9]{3}) ([AP])M ([0-9]{2})/([0-9]{2})/([0-9]{4})");

  private NaverProfile() {}

  /** The profile with all of that, of the person of the ID token where there is one. */
  static ProviderProfile complete(
      NaverSettings settings, ProviderProfile plain, Provider.Answers answers) {
    Optional<JsonDocument> me = answers.find(NaverCalls.PROFILE);
    Profile.Builder profile = plain.profile().toBuilder(settings.id.value(), answers.receivedAt());
    me.ifPresent(answer -> {
      mendNickname(profile, answer);
      mendGender(profile, answer);
      answer
          .findString(E164)
          .flatMap(Field.PHONE::fromText)
          .ifPresent(number -> profile.value(Field.PHONE, E164, number, false));
    });
    Profile given = profile.build();
    for (Field<?> field : settings.items) {
      if (given.presence(field) == NOT_OFFERED) {
        profile.absent(field, NaverItem.find(field).orElseThrow().path(), WITHHELD);
      }
    }
    answers.find(NaverCalls.ADDRESS).ifPresent(answer -> readAddress(profile, answer));
    Optional<JsonDocument> terms = answers.find(NaverCalls.TERMS);
    return new ProviderProfile(
        answers.identityToken().flatMap(token -> token.findString("sub")).orElse(plain.subject()),
        profile.build(),
        terms.map(answer -> terms(answer, settings.clientId)).orElse(List.of()),
        terms.isPresent());
  }

  /** Who has set no nickname has a piece of their Naver id, with stars: {@code abc***}. */
  private static void mendNickname(Profile.Builder profile, JsonDocument me) {
    String path = RESPONSE + "nickname";
    me.findString(path)
        .filter(nickname -> nickname.endsWith("***"))
        .ifPresent(masked -> profile.absent(Field.NICKNAME, path, EMPTY));
  }

  /** Naver does not know it of everybody. */
  private static void mendGender(Profile.Builder profile, JsonDocument me) {
    String path = RESPONSE + "gender";
    me.findString(path)
        .filter("U"::equals)
        .ifPresent(unknown -> profile.absent(Field.GENDER, path, EMPTY));
  }

  private static void readAddress(Profile.Builder profile, JsonDocument answer) {
    Optional<JsonDocument> data = answer.findObject(DELIVERY_ADDRESS);
    if (data.flatMap(found -> found.findString("baseAddress"))
        .filter(base -> !base.isBlank())
        .isEmpty()) {
      profile.absent(Field.SHIPPING_ADDRESSES, DELIVERY_ADDRESS, EMPTY);
      return;
    }
    JsonDocument found = data.orElseThrow();
    PostalAddress address = new PostalAddress(
        "naver-pay",
        Optional.empty(),
        found.findString("baseAddress").orElseThrow(),
        found.findString("detailAddress"),
        found.findText("zipCode"),
        found.findString("receiverName"),
        found.findString("telNo"),
        true);
    profile.text(
        Field.SHIPPING_ADDRESSES,
        DELIVERY_ADDRESS,
        Field.SHIPPING_ADDRESSES.toText(List.of(address)), // by text: within the field's limits
        false);
  }

  /** The agreed terms of this application; those that were not agreed to are not listed. */
  private static List<ProviderProfile.ServiceTerm> terms(JsonDocument answer, String clientId) {
    List<ProviderProfile.ServiceTerm> terms = new ArrayList<>();
    for (JsonDocument item : answer.findObjects("agreementInfos").orElse(List.of())) {
      Optional<String> tag = item.findString("termCode")
          .filter(code -> !code.isBlank() && code.length() <= LONGEST_TAG);
      Optional<Instant> agreedAt = item.findString("agreeDate").flatMap(NaverProfile::agreedAt);
      boolean ours = item.findString("clientId").filter(clientId::equals).isPresent();
      // An agreement of a time that is none is in doubt, and doubt is no agreement.
      if (ours && tag.isPresent() && agreedAt.isPresent() && terms.size() < MOST_TERMS) {
        terms.add(new ProviderProfile.ServiceTerm(
            tag.get(), false, true, false, agreedAt, Optional.empty()));
      }
    }
    return List.copyOf(terms);
  }

  static Optional<Instant> agreedAt(String text) {
    Matcher form = AGREED_AT.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int hour = Integer.parseInt(form.group(1));
    if (hour < 1 || hour > 12) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDateTime.of(
              Integer.parseInt(form.group(8)),
              Integer.parseInt(form.group(6)),
              Integer.parseInt(form.group(7)),
              hour % 12 + (form.group(5).equals("P") ? 12 : 0),
              Integer.parseInt(form.group(2)),
              Integer.parseInt(form.group(3)),
              Integer.parseInt(form.group(4)) * 1_000_000)
          .atZone(KOREA)
          .toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
