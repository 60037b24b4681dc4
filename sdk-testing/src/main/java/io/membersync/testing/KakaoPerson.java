package io.membersync.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person with a Kakao Account, as far as a shop can learn of one. What is left out, the account
 * does not hold: Kakao then sends no value even after consent. What the person allows the shop to
 * see is another matter: {@link KakaoVisitor#withholding} and {@link KakaoLink}.
 *
 * <p>Immutable; prints its key only.
 */
public final class KakaoPerson {
  private final Builder from;

  private KakaoPerson(Builder from) {
    this.from = from;
  }

  /**
   * Starts a person who holds nothing but a nickname equal to the key.
   *
   * @param key how tests and the sign-in page call the person: lower-case letters, digits, hyphens
   * @param id the service user id; Kakao's have up to 19 digits
   * @throws IllegalArgumentException if the key has another form or the id is not positive
   */
  public static Builder named(String key, long id) {
    if (!key.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException("a key has lower-case letters, digits, hyphens: " + key);
    }
    if (id <= 0) {
      throw new IllegalArgumentException("a Kakao id is positive: " + id);
    }
    return new Builder(key, id);
  }

  /** This person again, to be changed: the next sign-in shows what changed at Kakao meanwhile. */
  public Builder toBuilder() {
    return new Builder(from);
  }

  public String key() {
    return from.key;
  }

  public long id() {
    return from.id;
  }

  /** What is special about the person, for the sign-in page. */
  Optional<String> note() {
    return Optional.ofNullable(from.note);
  }

  Optional<String> nickname() {
    return Optional.ofNullable(from.nickname);
  }

  boolean isDefaultNickname() {
    return from.defaultNickname;
  }

  /** Host and path of the picture: Kakao chooses http or https. */
  Optional<String> thumbnail() {
    return Optional.ofNullable(from.thumbnail);
  }

  Optional<String> picture() {
    return Optional.ofNullable(from.picture);
  }

  boolean isDefaultPicture() {
    return from.defaultPicture;
  }

  Optional<String> name() {
    return Optional.ofNullable(from.name);
  }

  Optional<String> email() {
    return Optional.ofNullable(from.email);
  }

  boolean isEmailValid() {
    return from.emailValid;
  }

  boolean isEmailVerified() {
    return from.emailVerified;
  }

  Optional<String> ageRange() {
    return Optional.ofNullable(from.ageRange);
  }

  Optional<String> birthyear() {
    return Optional.ofNullable(from.birthyear);
  }

  Optional<String> birthday() {
    return Optional.ofNullable(from.birthday);
  }

  boolean isLunarBirthday() {
    return from.lunarBirthday;
  }

  boolean isLeapMonth() {
    return from.leapMonth;
  }

  Optional<String> gender() {
    return Optional.ofNullable(from.gender);
  }

  Optional<String> phoneNumber() {
    return Optional.ofNullable(from.phoneNumber);
  }

  Optional<String> ci() {
    return Optional.ofNullable(from.ci);
  }

  Optional<Instant> ciAuthenticatedAt() {
    return Optional.ofNullable(from.ciAuthenticatedAt);
  }

  Optional<String> partnerUuid() {
    return Optional.ofNullable(from.partnerUuid);
  }

  Optional<String> groupUserToken() {
    return Optional.ofNullable(from.groupUserToken);
  }

  boolean usesKakaoTalk() {
    return from.usesKakaoTalk;
  }

  boolean needsInteraction() {
    return from.needsInteraction;
  }

  List<KakaoAddress> addresses() {
    return from.addresses;
  }

  Map<String, String> properties() {
    return from.properties;
  }

  @Override
  public String toString() {
    return "KakaoPerson[" + from.key + "]";
  }

  /** What a Kakao Account can hold. Not safe for several threads. */
  public static final class Builder {
    private final String key;
    private final long id;
    private @Nullable String note;
    private @Nullable String nickname;
    private boolean defaultNickname;
    private @Nullable String thumbnail;
    private @Nullable String picture;
    private boolean defaultPicture;
    private @Nullable String name;
    private @Nullable String email;
    private boolean emailValid = true;
    private boolean emailVerified = true;
    private @Nullable String ageRange;
    private @Nullable String birthyear;
    private @Nullable String birthday;
    private boolean lunarBirthday;
    private boolean leapMonth;
    private @Nullable String gender;
    private @Nullable String phoneNumber;
    private @Nullable String ci;
    private @Nullable Instant ciAuthenticatedAt;
    private @Nullable String partnerUuid;
    private @Nullable String groupUserToken;
    private boolean usesKakaoTalk = true;
    private boolean needsInteraction;
    private List<KakaoAddress> addresses = List.of();
    private Map<String, String> properties = Map.of();

    private Builder(String key, long id) {
      this.key = key;
      this.id = id;
      this.nickname = key;
    }

    private Builder(Builder other) {
      this(other.key, other.id);
      note = other.note;
      nickname = other.nickname;
      defaultNickname = other.defaultNickname;
      thumbnail = other.thumbnail;
      picture = other.picture;
      defaultPicture = other.defaultPicture;
      name = other.name;
      email = other.email;
      emailValid = other.emailValid;
      emailVerified = other.emailVerified;
      ageRange = other.ageRange;
      birthyear = other.birthyear;
      birthday = other.birthday;
      lunarBirthday = other.lunarBirthday;
      leapMonth = other.leapMonth;
      gender = other.gender;
      phoneNumber = other.phoneNumber;
      ci = other.ci;
      ciAuthenticatedAt = other.ciAuthenticatedAt;
      partnerUuid = other.partnerUuid;
      groupUserToken = other.groupUserToken;
      usesKakaoTalk = other.usesKakaoTalk;
      needsInteraction = other.needsInteraction;
      addresses = List.copyOf(other.addresses);
      properties = new LinkedHashMap<>(other.properties);
    }

    /** What is special about the person, shown on the sign-in page. Default: nothing. */
    public Builder note(String value) {
      note = value;
      return this;
    }

    /** Default: the key. */
    public Builder nickname(@Nullable String value) {
      nickname = value;
      return this;
    }

    /** Kakao replaced the nickname by a placeholder, so it is not the person's own. */
    public Builder placeholderNickname(String value) {
      nickname = value;
      defaultNickname = true;
      return this;
    }

    /**
     * Profile pictures, small and large. Default: none.
     *
     * @param small address without scheme, such as {@code img.example/110.jpg}: Kakao puts {@code
     *     http://} or, for {@code secure_resource=true}, {@code https://} in front
     */
    public Builder pictures(@Nullable String small, @Nullable String large) {
      thumbnail = small;
      picture = large;
      return this;
    }

    /** The pictures are Kakao's default ones. Default: they are the person's own. */
    public Builder defaultPictures() {
      defaultPicture = true;
      return this;
    }

    /** The name the person entered in the account. */
    public Builder name(@Nullable String value) {
      name = value;
      return this;
    }

    /** The account's e-mail, valid and verified. */
    public Builder email(@Nullable String value) {
      return email(value, true, true);
    }

    /**
     * The account's e-mail.
     *
     * @param valid false: the address has since gone to another Kakao Account
     * @param verified false: the person never proved to own it
     */
    public Builder email(@Nullable String value, boolean valid, boolean verified) {
      email = value;
      emailValid = valid;
      emailVerified = verified;
      return this;
    }

    /** Such as {@code 30~39}. */
    public Builder ageRange(@Nullable String value) {
      ageRange = value;
      return this;
    }

    /** Four digits. */
    public Builder birthyear(@Nullable String value) {
      birthyear = value;
      return this;
    }

    /** Month and day by the sun, {@code MMDD}. */
    public Builder birthday(@Nullable String monthAndDay) {
      birthday = monthAndDay;
      lunarBirthday = false;
      leapMonth = false;
      return this;
    }

    /** Month and day by the moon, {@code MMDD}, possibly in a leap month. */
    public Builder lunarBirthday(String monthAndDay, boolean inLeapMonth) {
      birthday = monthAndDay;
      lunarBirthday = true;
      leapMonth = inLeapMonth;
      return this;
    }

    /** {@code female} or {@code male}. */
    public Builder gender(@Nullable String value) {
      gender = value;
      return this;
    }

    /** As Kakao writes it, such as {@code +82 10-5550-1234}. */
    public Builder phoneNumber(@Nullable String value) {
      phoneNumber = value;
      return this;
    }

    /** Connecting information of an identity check, and when it was made. */
    public Builder ci(@Nullable String value, @Nullable Instant authenticatedAt) {
      ci = value;
      ciAuthenticatedAt = authenticatedAt;
      return this;
    }

    /** {@code for_partner.uuid}, sent after consent to {@code talk_message}. */
    public Builder partnerUuid(@Nullable String value) {
      partnerUuid = value;
      return this;
    }

    /** Joins the person's ids over the apps of one group; sent by group apps only. */
    public Builder groupUserToken(@Nullable String value) {
      groupUserToken = value;
      return this;
    }

    /** The account was made on the web: no KakaoTalk, so channel calls answer -501. */
    public Builder withoutKakaoTalk() {
      usesKakaoTalk = false;
      return this;
    }

    /** Kakao wants something more of the person, so {@code prompt=none} is refused. */
    public Builder needingInteraction() {
      needsInteraction = true;
      return this;
    }

    /** Shipping addresses, in the order in which Kakao lists them. Default: none. */
    public Builder addresses(KakaoAddress... values) {
      addresses = List.of(values);
      return this;
    }

    /** Shipping addresses, in the order in which Kakao lists them. Default: none. */
    public Builder addresses(List<KakaoAddress> values) {
      addresses = List.copyOf(new ArrayList<>(values));
      return this;
    }

    /** A user property that the app set earlier. Ended with the link. */
    public Builder property(String propertyKey, String value) {
      Map<String, String> more = new LinkedHashMap<>(properties);
      more.put(propertyKey, value);
      properties = more;
      return this;
    }

    public KakaoPerson build() {
      return new KakaoPerson(new Builder(this));
    }
  }
}
