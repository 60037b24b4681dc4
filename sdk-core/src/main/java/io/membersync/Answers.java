package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the visitor answered on the shop's page. Immutable; prints nothing of it. */
public final class Answers {
  private final Map<String, String> fields;
  private final Map<String, Boolean> consents;
  private final Optional<MemberId> sessionMember;
  private final Optional<MemberId> signedInAs;
  private final boolean newMember;
  private final boolean cancelled;

  private Answers(
      Map<String, String> fields,
      Map<String, Boolean> consents,
      Optional<MemberId> sessionMember,
      Optional<MemberId> signedInAs,
      boolean newMember,
      boolean cancelled) {
    this.fields = Map.copyOf(fields);
    this.consents = Map.copyOf(consents);
    this.sessionMember = sessionMember;
    this.signedInAs = signedInAs;
    this.newMember = newMember;
    this.cancelled = cancelled;
  }

  /** No answer yet: {@code resume} says again what is missing. */
  public static Answers none() {
    return new Answers(Map.of(), Map.of(), Optional.empty(), Optional.empty(), false, false);
  }

  /** The visitor gives up; what was parked is deleted. */
  public static Answers cancel() {
    return new Answers(Map.of(), Map.of(), Optional.empty(), Optional.empty(), false, true);
  }

  /** A field as typed; {@code resume} asks again when it is not a value of this field. */
  public Answers field(Field<?> field, String typed) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(field.name(), typed);
    return new Answers(more, consents, sessionMember, signedInAs, newMember, cancelled);
  }

  /**
   * The answer to a notice. A notice without one counts as declined once any is answered. An answer
   * counts only for the text that {@code NeedsConsent} handed out: where another is in force by now,
   * {@code resume} asks again.
   */
  public Answers consent(String tag, boolean agreed) {
    Map<String, Boolean> more = new LinkedHashMap<>(consents);
    more.put(tag, agreed);
    return new Answers(fields, more, sessionMember, signedInAs, newMember, cancelled);
  }

  /**
   * Who is signed in at the shop by its own sign-in, in this very request: a proof for linking.
   * Never take it from the request's parameters.
   */
  public Answers signedInAs(MemberId member) {
    return new Answers(fields, consents, sessionMember, Optional.of(member), newMember, cancelled);
  }

  /**
   * Who is signed in at the shop in this very request, by whatever way. It proves nothing for a
   * sign-in; what {@link SignIn#linking} began goes on only in the session of the member it was begun
   * for, and any other answer than giving up is refused without.
   */
  public Answers inSessionOf(MemberId member) {
    return new Answers(fields, consents, Optional.of(member), signedInAs, newMember, cancelled);
  }

  /** The visitor is not the member who was found, and wants to be a new one. */
  public Answers asNewMember() {
    return new Answers(fields, consents, sessionMember, signedInAs, true, cancelled);
  }

  Map<String, String> fields() {
    return fields;
  }

  Map<String, Boolean> consents() {
    return consents;
  }

  Optional<MemberId> sessionMember() {
    return sessionMember.or(() -> signedInAs);
  }

  Optional<MemberId> signedInMember() {
    return signedInAs;
  }

  boolean isNewMember() {
    return newMember;
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public String toString() {
    return "Answers[hidden]";
  }
}
