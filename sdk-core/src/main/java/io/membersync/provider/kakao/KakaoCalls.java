package io.membersync.provider.kakao;

import io.membersync.Secret;
import io.membersync.provider.Provider.TokenInspection;
import io.membersync.provider.ProviderCall;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The calls to kapi, each for the visitor of the access token or, with the admin key, for the
 * visitor named by id.
 *
 * <p>Sources, read 2026-11-21: <a
 * href="https://developers.kakao.com/docs/latest/ko/kakaologin/rest-api">Kakao Login, REST API</a>,
 * <a href="https://developers.kakao.com/docs/latest/en/kakaotalk-channel/rest-api">KakaoTalk
 * Channel, REST API</a>.
 */
final class KakaoCalls {
  static final String PROFILE = "profile";
  static final String TERMS = "terms";
  static final String ADDRESSES = "addresses";
  static final String CHANNELS = "channels";
  static final String REVOKE_TERMS = "revoke-terms";
  static final String REVOKE_SCOPES = "revoke-scopes";

  private static final String KAPI = "https://kapi.kakao.com";
  private static final URI TOKEN_INFO = uri("/v1/user/access_token_info");
  private static final URI ME = uri("/v2/user/me");
  private static final URI SERVICE_TERMS = uri("/v2/user/service_terms");
  private static final URI SHIPPING_ADDRESS = uri("/v1/user/shipping_address");
  private static final URI TALK_CHANNELS = uri("/v2/api/talk/channels");
  private static final URI UNLINK = uri("/v1/user/unlink");
  private static final URI LOGOUT = uri("/v1/user/logout");
  private static final URI UPGRADE_TERMS = uri("/v2/user/upgrade/service_terms");
  private static final URI REVOKE_TERMS_URI = uri("/v2/user/revoke/service_terms");
  private static final URI REVOKE_SCOPES_URI = uri("/v2/user/revoke/scopes");

  private KakaoCalls() {}

  /** Says which app a token was issued to. */
  static TokenInspection tokenInspection(String appId) {
    return new TokenInspection(
        ProviderCall.get("token-info", TOKEN_INFO),
        answer -> answer.findText("app_id").equals(Optional.of(appId)));
  }

  /** Without {@code secure_resource} the picture's address is plain http. */
  static ProviderCall profile() {
    return ProviderCall.get(PROFILE, ME).with("secure_resource", "true");
  }

  /**
   * Every term of the app, agreed or not; the default lists the agreed ones only. Without the answer
   * the sign-in goes on, and the shop's own page asks the terms.
   */
  static ProviderCall terms() {
    return ProviderCall.get(TERMS, SERVICE_TERMS)
        .with("result", "app_service_terms")
        .notEssential();
  }

  /**
   * The first page, which has the ten addresses changed last. The largest {@code page_size} is not
   * documented, and a refused one would cost them all, so the default is left.
   */
  static ProviderCall addresses() {
    return addresses(1).onlyWithScope("shipping_address").notEssential();
  }

  /** The page of this number, from 1 on; all but the first say where they begin. */
  static ProviderCall addresses(int page) {
    return ProviderCall.get(KakaoAddresses.call(page), SHIPPING_ADDRESS);
  }

  /** The relation to these channels, or to every channel linked to the app. */
  static ProviderCall channels(List<String> publicIds) {
    ProviderCall call =
        ProviderCall.get(CHANNELS, TALK_CHANNELS).onlyWithScope("plusfriends").notEssential();
    return publicIds.isEmpty()
        ? call
        : call.with("channel_ids", KakaoList.joinSome("channel public id", publicIds))
            .with("channel_id_type", "channel_public_id");
  }

  /** Ends the link: consents withdrawn, tokens revoked, no webhook sent to the shop. */
  static ProviderCall unlink(String subject, Optional<Secret> adminKey) {
    return post("unlink", UNLINK, subject, adminKey);
  }

  /** Ends the access token, or with the admin key every token of the visitor. */
  static ProviderCall logout(String subject, Optional<Secret> adminKey) {
    return post("logout", LOGOUT, subject, adminKey);
  }

  /** Tells Kakao of terms agreed elsewhere; nothing is shown to the visitor. */
  static ProviderCall reportTerms(String subject, List<String> tags, Optional<Secret> adminKey) {
    return post("report-terms", UPGRADE_TERMS, subject, adminKey)
        .with("tags", KakaoList.joinSome("tag", tags));
  }

  /** Takes terms back; the answer lists those that were agreed to until now. */
  static ProviderCall revokeTerms(String subject, List<String> tags, Optional<Secret> adminKey) {
    return post(REVOKE_TERMS, REVOKE_TERMS_URI, subject, adminKey)
        .with("tags", KakaoList.joinSome("tag", tags));
  }

  /**
   * Takes consents to items back. The samples have a JSON array; an older text of the same page said
   * one text with commas.
   */
  static ProviderCall revokeScopes(String subject, List<String> scopes, Optional<Secret> adminKey) {
    return post(REVOKE_SCOPES, REVOKE_SCOPES_URI, subject, adminKey)
        .with("scopes", KakaoList.jsonOfSome("scope", scopes));
  }

  private static ProviderCall post(
      String name, URI address, String subject, Optional<Secret> adminKey) {
    ProviderCall call = ProviderCall.post(name, address);
    return adminKey
        .map(key -> call.authorizedBy("KakaoAK", key)
            .with("target_id_type", "user_id")
            .with("target_id", subject))
        .orElse(call);
  }

  private static URI uri(String path) {
    return URI.create(KAPI + path);
  }
}
