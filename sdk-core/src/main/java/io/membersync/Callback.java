package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came in at the redirect URI of one provider, as it came, or from the shop's own app. Prints
 * nothing of it.
 *
 * <p>Of a redirect give the raw query or body: only so are repeated parameters and broken encodings seen.
 */
public final class Callback {
  private final ProviderId provider;
  private final String raw;
  private final boolean form;
  private final Optional<Map<String, String>> handedOver;
  private final Optional<MemberId> sessionMember;

  private Callback(
      ProviderId provider,
      String raw,
      boolean form,
      Optional<Map<String, String>> handedOver,
      Optional<MemberId> sessionMember) {
    this.provider = provider;
    this.raw = raw;
    this.form = form;
    this.handedOver = handedOver;
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
    return new Callback(
        provider, rawQuery == null ? "" : rawQuery, false, Optional.empty(), Optional.empty());
  }

  /**
   * A {@code form_post}: the body of a POST of type {@code application/x-www-form-urlencoded}. It
   * comes without cookies; answer it as {@link MemberSync#receiveForm} says.
   */
  public static Callback form(ProviderId provider, String rawBody) {
    return new Callback(provider, rawBody, true, Optional.empty(), Optional.empty());
  }

  /**
   * What the provider's SDK gave the shop's own app, for a sign-in begun with {@link SignIn#inApp}: the
   * {@code state} of {@link Begun.InApp}, and at most one of
   *
   * <ul>
   *   <li>{@code code}, for the shop's server; with an {@code id_token} beside it where the code brings
   *       none with our nonce;
   *   <li>{@code access_token}, where the provider says which app it was issued to: another app's is
   *       refused;
   *   <li>{@code refresh_token}, which the provider renews for the client it was issued to only; it may be
   *       spent by that.
   * </ul>
   *
   * <p>with or without an {@code id_token}, which must name an accepted client id and repeat the nonce,
   * as it is or as its SHA-256 in hexadecimal digits. Alone it is enough where the provider's profile
   * stands in it. What a provider's callback brings beside the standard's, such as Apple's {@code user},
   * is taken too.
   */
  public static Callback fromApp(ProviderId provider, Map<String, String> handedOver) {
    return new Callback(provider, "", false, Optional.of(Map.copyOf(handedOver)), Optional.empty());
  }

  /**
   * Who is signed in at the shop in this very request, by whatever way. What {@link SignIn#linking}
   * began is taken only in the session of the member it was begun for; a sign-in needs nobody.
   */
  public Callback inSessionOf(MemberId member) {
    return new Callback(provider, raw, form, handedOver, Optional.of(member));
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

  Optional<Map<String, String>> handedOver() {
    return handedOver;
  }

  Optional<MemberId> sessionMember() {
    return sessionMember;
  }

  @Override
  public String toString() {
    return "Callback[" + provider + "]";
  }
}
