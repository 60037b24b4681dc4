package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.ProviderId;
import java.util.List;
import java.util.Optional;

/**
 * What a sign-in would do to a member, found out without writing anything. Immutable; prints no
 * value.
 */
public final class Preview {
  private final ProviderId provider;
  private final Optional<MemberId> member;
  private final Status status;
  private final List<Line> lines;

  Preview(ProviderId provider, Optional<MemberId> member, Status status, List<Line> lines) {
    this.provider = provider;
    this.member = member;
    this.status = status;
    this.lines = List.copyOf(lines);
  }

  public ProviderId provider() {
    return provider;
  }

  /** Whose values are compared; empty where a new member would be made. */
  public Optional<MemberId> member() {
    return member;
  }

  public Status status() {
    return status;
  }

  /** A line for each mapped field, in the order of the mapping; none unless compared. */
  public List<Line> lines() {
    return lines;
  }

  /** Whether anything would be written. */
  public boolean isChanging() {
    return lines.stream().anyMatch(line -> line.effect() == Effect.WRITE);
  }

  @Override
  public String toString() {
    return "Preview[" + provider + ", " + status + ", " + lines + "]";
  }

  /** Whether the provider's values were there to be compared. */
  public enum Status {
    COMPARED,
    /** The member has no way in through this provider. */
    NOT_LINKED,
    /** No access token was kept, or it cannot be refreshed right now. */
    NO_TOKEN,
    /** The provider does not answer, or not with this member's profile. */
    PROVIDER_FAILED,
    /** The shop has no such member, or does not let the member in. */
    NOT_ADMITTED
  }

  /** What would happen to one attribute. */
  public enum Effect {
    WRITE,
    /** The shop's value stays, an empty one too. */
    KEEP,
    /** The shop's value stays, and the difference becomes a question to the member. */
    ASK,
    /** The provider's value does not pass the gate. */
    LEAVE_OUT
  }

  /** Why. */
  public enum Reason {
    /** The member would be made with it. */
    NEW_MEMBER,
    /** The shop has no value. */
    SHOP_HAS_NONE,
    /** The shop's value is the one that MemberSync wrote, and nobody has changed it. */
    OWN_VALUE,
    /** The shop has the same value. */
    SAME,
    /** The rule of the field decides it whatever the values are. */
    RULE,
    /** The shop's value was changed by the member or the shop since MemberSync wrote it. */
    EDITED,
    /** The shop's value was deleted since MemberSync wrote it. */
    CLEARED,
    /** The shop's value is not of MemberSync. */
    NOT_OURS,
    /** The shop's value came through another way in that is still linked. */
    OTHER_WAY_IN,
    /** This provider's value is newer. */
    NEWER,
    /** This provider's value is older. */
    OLDER,
    /** This provider has shown the same value before. */
    SHOWN_BEFORE,
    /** This provider's value is not verified. */
    UNVERIFIED,
    /** The values differ. */
    DIFFERS,
    /** The field is synchronised only at the sign-in that adds a way in. */
    FIRST_SIGN_IN_ONLY,
    /** Only the first page of the list is there. */
    FIRST_PAGE_ONLY,
    /** The provider has no value. */
    EMPTY,
    /** The visitor did not agree to give it to the shop. */
    WITHHELD,
    /** The provider does not have the field, or not for this shop. */
    NOT_OFFERED,
    /** What the provider sent is not a value of the field. */
    UNREADABLE,
    /** The provider sent it, and its token answer does not grant it. */
    PROVIDER_NOT_GRANTED,
    NO_BASIS,
    NO_CONSENT,
    WITHDRAWN,
    EXPIRED,
    SUPERSEDED,
    SUSPENDED,
    /** A child whose guardian has not consented. */
    GUARDIAN_MISSING,
    /** The attribute is unique, and the value is not verified. */
    UNPROVEN_UNIQUE
  }

  /** One mapped field. Prints no value. */
  public static final class Line {
    private final String attribute;
    private final Field<?> field;
    private final Effect effect;
    private final Reason reason;
    private final Optional<String> held;
    private final Optional<String> offered;

    Line(
        String attribute,
        Field<?> field,
        Effect effect,
        Reason reason,
        Optional<String> held,
        Optional<String> offered) {
      this.attribute = attribute;
      this.field = field;
      this.effect = effect;
      this.reason = reason;
      this.held = held;
      this.offered = offered;
    }

    /** The shop's name of the column or property. */
    public String attribute() {
      return attribute;
    }

    public Field<?> field() {
      return field;
    }

    /** Whether the shop has a value now. */
    public boolean isHeld() {
      return held.isPresent();
    }

    public Effect effect() {
      return effect;
    }

    public Reason reason() {
      return reason;
    }

    /** The shop's value: personal, for the eyes of who may see the member. */
    public Optional<String> revealHeld() {
      return held;
    }

    /** The provider's value, in the field's text form: personal as well. */
    public Optional<String> revealOffered() {
      return offered;
    }

    @Override
    public String toString() {
      return attribute + ": " + effect + " (" + reason + ")";
    }
  }
}
