package io.membersync.testing;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One shipping address of a test person. Immutable; prints its id only. */
public final class KakaoAddress {
  private final Builder from;

  private KakaoAddress(Builder from) {
    this.from = from;
  }

  /**
   * Starts a road-name address (도로명), the kind that always has a five-digit zone number.
   *
   * @param id unique within Kakao
   */
  public static Builder road(long id, String baseAddress, String detailAddress, String zoneNumber) {
    return new Builder(id, "NEW", baseAddress, detailAddress).zoneNumber(zoneNumber);
  }

  /** Starts a lot-number address (지번). */
  public static Builder lot(long id, String baseAddress, String detailAddress) {
    return new Builder(id, "OLD", baseAddress, detailAddress);
  }

  public long id() {
    return from.id;
  }

  Optional<String> name() {
    return Optional.ofNullable(from.name);
  }

  boolean isDefault() {
    return from.standard;
  }

  Optional<Instant> updatedAt() {
    return Optional.ofNullable(from.updatedAt);
  }

  String type() {
    return from.type;
  }

  String baseAddress() {
    return from.baseAddress;
  }

  String detailAddress() {
    return from.detailAddress;
  }

  String receiverName() {
    return from.receiverName;
  }

  String receiverPhone1() {
    return from.receiverPhone1;
  }

  String receiverPhone2() {
    return from.receiverPhone2;
  }

  Optional<String> zoneNumber() {
    return Optional.ofNullable(from.zoneNumber);
  }

  Optional<String> zipCode() {
    return Optional.ofNullable(from.zipCode);
  }

  @Override
  public String toString() {
    return "KakaoAddress[" + from.id + "]";
  }

  /** What can be said of an address. Not safe for several threads. */
  public static final class Builder {
    private final long id;
    private final String type;
    private final String baseAddress;
    private final String detailAddress;
    private @Nullable String name;
    private boolean standard;
    private @Nullable Instant updatedAt;
    private String receiverName = "";
    private String receiverPhone1 = "";
    private String receiverPhone2 = "";
    private @Nullable String zoneNumber;
    private @Nullable String zipCode;

    private Builder(long id, String type, String baseAddress, String detailAddress) {
      this.id = id;
      this.type = type;
      this.baseAddress = baseAddress;
      this.detailAddress = detailAddress;
    }

    private Builder(Builder other) {
      this(other.id, other.type, other.baseAddress, other.detailAddress);
      name = other.name;
      standard = other.standard;
      updatedAt = other.updatedAt;
      receiverName = other.receiverName;
      receiverPhone1 = other.receiverPhone1;
      receiverPhone2 = other.receiverPhone2;
      zoneNumber = other.zoneNumber;
      zipCode = other.zipCode;
    }

    /** The label the person gave it, such as "Home". Default: none. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** Makes it the person's default address. Default: it is not. */
    public Builder standard() {
      standard = true;
      return this;
    }

    /** When it was last changed, in whole seconds. Default: Kakao does not say. */
    public Builder updatedAt(Instant value) {
      updatedAt = value;
      return this;
    }

    /** Who receives a parcel, and the number to call. Default: empty. */
    public Builder receiver(String receiver, String phone) {
      receiverName = receiver;
      receiverPhone1 = phone;
      return this;
    }

    /** A second number to call. Default: empty, as Kakao sends it. */
    public Builder secondPhone(String value) {
      receiverPhone2 = value;
      return this;
    }

    /** Five digits. Default: none for a lot-number address. */
    public Builder zoneNumber(String value) {
      zoneNumber = value;
      return this;
    }

    /** The older code, {@code 000-000}. Default: none. */
    public Builder zipCode(String value) {
      zipCode = value;
      return this;
    }

    public KakaoAddress build() {
      return new KakaoAddress(new Builder(this));
    }
  }
}
