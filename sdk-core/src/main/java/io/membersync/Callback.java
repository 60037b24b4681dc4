package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came in at the redirect URI of one provider, as it came. Prints nothing of it.
 *
 * <p>Give the raw query or body: only so are repeated parameters and broken encodings seen.
 */
public final class Callback {
  private final ProviderId provider;
  private final String raw;
  private final boolean form;
  private final Optional<MemberId> sessionMember;

  private Callback(
      ProviderId provider, String raw, boolean form, Optional<MemberId> sessionMember) {
    this.provider = provider;
    this.raw = raw;
    this.form = form;
    this.sessionMember = sessionMember;
  }

  /**
   * A redirect.
   *
   * @param provider whose redirect URI was called
   * @param rawQuery the query string, still encoded, as {@code request.getQueryString()} has it; null
   *     when there is none
   */
  public static Callback query(ProviderId provider, @Nullable String rawQuery) {
    return new Callback(provider, rawQuery == null ? "" : rawQuery, false, Optional.empty());
  }

  /**
   * A {@code form_post}: the body of a POST of type {@code application/x-www-form-urlencoded}. It
   * comes without cookies; answer it as {@link MemberSync#receiveForm} says.
   */
  public static Callback form(ProviderId provider, String rawBody) {
    return new Callback(provider, rawBody, true, Optional.empty());
  }

  /**
   * Who is signed in at the shop in this very request, by whatever way. What {@link SignIn#linking}
   * began is taken only in the session of the member it was begun for; a sign-in needs nobody.
   */
  public Callback inSessionOf(MemberId member) {
    return new Callback(provider, raw, form, Optional.of(member));
  }

  public ProviderId provider() {
    return provider;
  }

  String raw() {
    return raw;
  }

  boolean isForm() {
    return form;
  }

  Optional<MemberId> sessionMember() {
    return sessionMember;
  }

  @Override
  public String toString() {
    return "Callback[" + provider + "]";
  }
}
