package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the visitor answered on the shop's page. Immutable; prints nothing of it. */
public final class Answers {
  private static final Answers NONE = new Answers();

  private Map<String, String> fields = Map.of();
  private Map<String, Boolean> consents = Map.of();
  private Optional<MemberId> sessionMember = Optional.empty();
  private Optional<MemberId> signedInAs = Optional.empty();
  private Optional<Field<String>> codeTo = Optional.empty();
  private Optional<String> code = Optional.empty();
  private Optional<String> clientAddress = Optional.empty();
  private boolean newMember;
  private boolean cancelled;

  private Answers() {}

  private Answers changed(Consumer<Answers> change) {
    Answers copy = new Answers();
    copy.fields = fields;
    copy.consents = consents;
    copy.sessionMember = sessionMember;
    copy.signedInAs = signedInAs;
    copy.codeTo = codeTo;
    copy.code = code;
    copy.clientAddress = clientAddress;
    copy.newMember = newMember;
    copy.cancelled = cancelled;
    change.accept(copy);
    return copy;
  }

  /** No answer yet: {@code resume} says again what is missing. */
  public static Answers none() {
    return NONE;
  }

  /** The visitor gives up; what was parked is deleted. */
  public static Answers cancel() {
    return NONE.changed(copy -> copy.cancelled = true);
  }

  /** A field as typed; {@code resume} asks again when it is not a value of this field. */
  public Answers field(Field<?> field, String typed) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(field.name(), typed);
    return changed(copy -> copy.fields = Map.copyOf(more));
  }

  /**
   * The answer to a notice. A notice without one counts as declined once any is answered. An answer
   * counts only for the text that {@code NeedsConsent} handed out: where another is in force by now,
   * {@code resume} asks again.
   */
  public Answers consent(String tag, boolean agreed) {
    Map<String, Boolean> more = new LinkedHashMap<>(consents);
    more.put(tag, agreed);
    return changed(copy -> copy.consents = Map.copyOf(more));
  }

  /**
   * Who is signed in at the shop by its own sign-in, in this very request: a proof for linking.
   * Never take it from the request's parameters.
   */
  public Answers signedInAs(MemberId member) {
    return changed(copy -> copy.signedInAs = Optional.of(member));
  }

  /**
   * Who is signed in at the shop in this very request, by whatever way. It proves nothing for a
   * sign-in; what {@link SignIn#linking} began goes on only in the session of the member it was begun
   * for, and any other answer than giving up is refused without.
   */
  public Answers inSessionOf(MemberId member) {
    return changed(copy -> copy.sessionMember = Optional.of(member));
  }

  /** The visitor is not the member who was found, and wants to be a new one. */
  public Answers asNewMember() {
    return changed(copy -> copy.newMember = true);
  }

  /**
   * The visitor wants a code sent to this contact, the first or another one: one of {@link
   * SignInResult.ProofChoices#codes()}.
   *
   * @param contact {@link Field#EMAIL} or {@link Field#PHONE}
   */
  public Answers sendCode(Field<String> contact) {
    return changed(copy -> copy.codeTo = Optional.of(contact));
  }

  /** The code as typed. */
  public Answers code(String typed) {
    return changed(copy -> copy.code = Optional.of(typed));
  }

  /**
   * Where the request comes from, such as {@code 203.0.113.7}, so that one client does not ask for
   * codes without end. Take it from the connection, or from a header of the shop's own proxy only.
   */
  public Answers fromAddress(String address) {
    return changed(copy -> copy.clientAddress = Optional.of(address));
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

  Optional<Field<String>> codeTo() {
    return codeTo;
  }

  Optional<String> typedCode() {
    return code;
  }

  Optional<String> clientAddress() {
    return clientAddress;
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
