package io.membersync.examples.springshop.member;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A member of the shop. */
@Entity
public class Member {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private @Nullable Long id;

  /** Rises with every change, whoever makes it; MemberSync compares it before it writes. */
  @Version
  private long version;

  private @Nullable String name;
  private @Nullable String email;
  private @Nullable String phone;
  private @Nullable String birthday;

  /** Only those who joined before there was Kakao have one. */
  private @Nullable String password;

  @Enumerated(EnumType.STRING)
  private Grade grade = Grade.GREEN;

  private Instant joinedAt = Instant.EPOCH;

  protected Member() {}

  public Member(Instant joinedAt) {
    this.joinedAt = joinedAt;
  }

  /** What a member has earned by shopping here. */
  public enum Grade {
    GREEN,
    OOLONG,
    BLACK
  }

  /**
   * The key.
   *
   * @throws IllegalStateException before the member has been saved
   */
  public long id() {
    if (id == null) {
      throw new IllegalStateException("this member has not been saved yet");
    }
    return id;
  }

  public long version() {
    return version;
  }

  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  public void setName(@Nullable String name) {
    this.name = name;
  }

  public Optional<String> email() {
    return Optional.ofNullable(email);
  }

  public void setEmail(@Nullable String email) {
    this.email = email == null ? null : normalEmail(email);
  }

  /** As addresses are stored: the same in any letter case, so that the unique index sees it. */
  public static String normalEmail(String email) {
    return email.toLowerCase(Locale.ROOT);
  }

  public Optional<String> phone() {
    return Optional.ofNullable(phone);
  }

  public void setPhone(@Nullable String phone) {
    this.phone = phone;
  }

  /** Month and day, as {@code --04-15}, with an {@code L} behind it for a lunar date. */
  public Optional<String> birthday() {
    return Optional.ofNullable(birthday);
  }

  public void setBirthday(@Nullable String birthday) {
    this.birthday = birthday;
  }

  /** Hashed. */
  public Optional<String> password() {
    return Optional.ofNullable(password);
  }

  public void setPassword(String hash) {
    this.password = hash;
  }

  public Grade grade() {
    return grade;
  }

  public void setGrade(Grade grade) {
    this.grade = grade;
  }

  public Instant joinedAt() {
    return joinedAt;
  }

  @Override
  public String toString() {
    return "Member[" + id + "]";
  }
}
