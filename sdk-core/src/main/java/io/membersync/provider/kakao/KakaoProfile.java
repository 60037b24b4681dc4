package io.membersync.provider.kakao;

import static io.membersync.profile.FieldValue.Presence.EMPTY;
import static io.membersync.profile.FieldValue.Presence.WITHHELD;
import static io.membersync.provider.ErrorKind.PROTOCOL;
import static io.membersync.provider.ErrorKind.SHAPE;

import io.membersync.profile.Birthday;
import io.membersync.profile.ChannelRelation;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Kakao says of a visitor. Every consent item carries a flag {@code *_needs_agreement}:
 *
 * <ul>
 *   <li>{@code true}: the visitor has not agreed, asking again may help ({@code WITHHELD});
 *   <li>{@code false} with a value: agreed and given;
 *   <li>{@code false} without one: Kakao has nothing to give, agreed or not, so it is no sign of a
 *       consent ({@code EMPTY});
 *   <li>no flag and no value: the item is not set up for this app ({@code NOT_OFFERED}).
 * </ul>
 *
 * <p>Source: <a href="https://developers.kakao.com/docs/latest/ko/kakaologin/rest-api">Kakao Login,
 * REST API, user information</a>, read 2026-11-21.
 */
final class KakaoProfile {
  private static final String ACCOUNT = KakaoItem.ACCOUNT;
  private static final Pattern USER_ID = Pattern.compile("[1-9][0-9]{0,18}");
  private static final Pattern MONTH_AND_DAY = Pattern.compile("([0-9]{2})([0-9]{2})");

  private final Provider.Answers answers;
  private final List<String> channels;
  private final Profile.Builder profile;

  private KakaoProfile(ProviderId provider, Provider.Answers answers, List<String> channels) {
    this.answers = answers;
    this.channels = channels;
    this.profile = Profile.builder(provider.value(), answers.receivedAt());
  }

  /**
   * Reads all answers of one sign-in.
   *
   * @param channels the shop's channels by public id; empty for all that Kakao names
   */
  static ProviderProfile read(ProviderId provider, Provider.Answers answers, List<String> channels)
      throws ProfileException {
    return new KakaoProfile(provider, answers, channels).read();
  }

  private ProviderProfile read() throws ProfileException {
    JsonDocument me = answers
        .find(KakaoCalls.PROFILE)
        .orElseThrow(() -> new ProfileException(SHAPE, "there is no answer of /v2/user/me"));
    String subject = subject(me);
    if (answers.identityToken().isPresent()
        && !answers.identityToken().get().findString("sub").equals(Optional.of(subject))) {
      throw new ProfileException(PROTOCOL, "the ID token's sub is not the id of /v2/user/me");
    }
    Optional<JsonDocument> terms = aboutSameVisitor(KakaoCalls.TERMS, "id", subject);
    List<JsonDocument> addresses = KakaoAddresses.pages(answers);
    for (int page = 1; page <= addresses.size(); page++) {
      aboutSameVisitor(KakaoAddresses.call(page), "user_id", subject);
    }
    Optional<JsonDocument> relations = aboutSameVisitor(KakaoCalls.CHANNELS, "user_id", subject);

    readNickname(me);
    readPicture(me);
    read(me, KakaoItem.EMAIL, KakaoItem.EMAIL.flag());
    KakaoItem.PLAIN.forEach(item -> read(me, item, item.flag()));
    readBirthday(me);
    readAddresses(addresses);
    relations.ifPresent(this::readChannels);
    return new ProviderProfile(
        subject, profile.build(), terms.map(KakaoTerms::read).orElse(List.of()), terms.isPresent());
  }

  /** Ids reach 19 digits, past what a double holds, and are kept as the text that came. */
  private static String subject(JsonDocument me) throws ProfileException {
    if (!me.has("id") || me.isNull("id")) {
      throw new ProfileException(SHAPE, "/v2/user/me has no id");
    }
    return me.findText("id")
        .filter(USER_ID.asMatchPredicate())
        .orElseThrow(() -> new ProfileException(PROTOCOL, "the id is no number of 1 to 19 digits"));
  }

  private Optional<JsonDocument> aboutSameVisitor(String call, String path, String subject)
      throws ProfileException {
    Optional<JsonDocument> answer = answers.find(call);
    if (answer.isPresent()
        && answer.get().has(path)
        && !answer.get().findText(path).equals(Optional.of(subject))) {
      throw new ProfileException(PROTOCOL, "the answer of " + call + " is about somebody else");
    }
    return answer;
  }

  /** Kakao's placeholder for a nickname that broke its rules is nobody's name. */
  private void readNickname(JsonDocument me) {
    boolean placeholder = isTrue(me, ACCOUNT + "profile.is_default_nickname");
    readProfileItem(me, KakaoItem.NICKNAME, "profile_nickname_needs_agreement", placeholder);
  }

  /** The default picture is Kakao's, not the visitor's. */
  private void readPicture(JsonDocument me) {
    boolean placeholder = isTrue(me, ACCOUNT + "profile.is_default_image");
    readProfileItem(me, KakaoItem.PICTURE, "profile_image_needs_agreement", placeholder);
  }

  /** Apps from before June 2021 have one item {@code profile} for nickname and picture. */
  private void readProfileItem(
      JsonDocument me, KakaoItem item, String splitFlag, boolean placeholder) {
    String flag = ACCOUNT + (me.has(ACCOUNT + splitFlag) ? splitFlag : "profile_needs_agreement");
    if (placeholder && !isTrue(me, flag)) {
      profile.absent(item.field(), item.path(), EMPTY);
    } else {
      read(me, item, flag);
    }
  }

  private void read(JsonDocument me, KakaoItem item, String flag) {
    if (isTrue(me, flag)) {
      profile.absent(item.field(), item.path(), WITHHELD);
    } else if (isGiven(me, item.path())) {
      Optional<String> text = me.findText(item.path());
      if (text.isPresent()) {
        profile.text(item.field(), item.path(), text.get(), item.trust().isProvenIn(me));
      } else {
        profile.unreadable(item.field(), item.path());
      }
    } else if (me.has(flag) || me.has(item.path())) {
      profile.absent(item.field(), item.path(), EMPTY);
    }
  }

  /** {@code MMDD} in the calendar that {@code birthday_type} names, the solar one by default. */
  private void readBirthday(JsonDocument me) {
    KakaoItem item = KakaoItem.BIRTHDAY;
    String path = item.path();
    if (isTrue(me, item.flag()) || !isGiven(me, path)) {
      read(me, item, item.flag());
      return;
    }
    Optional<Birthday> birthday = me.findText(path).flatMap(text -> birthday(me, text));
    if (birthday.isPresent()) {
      profile.value(Field.BIRTHDAY, path, birthday.get(), false);
    } else {
      profile.unreadable(Field.BIRTHDAY, path);
    }
  }

  private static Optional<Birthday> birthday(JsonDocument me, String text) {
    Matcher digits = MONTH_AND_DAY.matcher(text);
    String calendar = me.findString(ACCOUNT + "birthday_type").orElse("SOLAR");
    boolean lunar = calendar.equalsIgnoreCase("LUNAR");
    if (!digits.matches() || (!lunar && !calendar.equalsIgnoreCase("SOLAR"))) {
      return Optional.empty();
    }
    return Birthday.find(
        Integer.parseInt(digits.group(1)),
        Integer.parseInt(digits.group(2)),
        lunar,
        lunar && isTrue(me, ACCOUNT + "is_leap_month"));
  }

  private void readAddresses(List<JsonDocument> pages) {
    if (pages.isEmpty()) {
      return;
    }
    String path = KakaoItem.SHIPPING_ADDRESSES.path();
    String flag = KakaoItem.SHIPPING_ADDRESSES.flag();
    boolean withheld = pages.stream().anyMatch(page -> isTrue(page, flag));
    readList(withheld, Field.SHIPPING_ADDRESSES, path, KakaoAddresses.read(pages));
  }

  private void readChannels(JsonDocument answer) {
    String path = KakaoItem.CHANNELS.path();
    List<ChannelRelation> relations = new ArrayList<>();
    for (JsonDocument item : answer.findObjects(path).orElse(List.of())) {
      item.findString("channel_public_id")
          .filter(id -> channels.isEmpty() || channels.contains(id))
          .ifPresent(id -> relations.add(relation(id, item)));
    }
    readList(isTrue(answer, KakaoItem.CHANNELS.flag()), Field.CHANNELS, path, relations);
  }

  private static ChannelRelation relation(String id, JsonDocument item) {
    return new ChannelRelation(
        id,
        ChannelRelation.State.parse(item.findString("relation").orElse("")),
        item.findString("updated_at")
            .or(() -> item.findString("created_at"))
            .flatMap(KakaoTerms::instant));
  }

  private <T> void readList(boolean withheld, Field<List<T>> field, String path, List<T> items) {
    if (withheld) {
      profile.absent(field, path, WITHHELD);
    } else if (items.isEmpty()) {
      profile.absent(field, path, EMPTY);
    } else {
      profile.text(field, path, field.toText(items), false); // by text: within the field's limits
    }
  }

  private static boolean isGiven(JsonDocument document, String path) {
    return document.has(path)
        && !document.isNull(path)
        && !document.findString(path).map(String::isBlank).orElse(false);
  }

  private static boolean isTrue(JsonDocument document, String path) {
    return document.findFlag(path).orElse(false);
  }
}
