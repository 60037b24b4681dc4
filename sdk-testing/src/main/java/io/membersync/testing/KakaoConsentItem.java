package io.membersync.testing;

import java.util.Map;

/**
 * One consent item (동의항목) of the shop's Kakao app.
 *
 * @param id scope id, such as {@code account_email}
 * @param displayName what the consent page and {@code /v2/user/scopes} call it
 * @param stage when the visitor is asked
 */
public record KakaoConsentItem(String id, String displayName, Stage stage) {

  /**
   * When the visitor is asked for an item. Source:
   * https://developers.kakao.com/docs/latest/en/kakaologin/prerequisite, read 2026-11-21.
   */
  public enum Stage {
    /** 필수 동의: no sign-in without it. */
    REQUIRED,
    /** 선택 동의: offered at the first sign-in, may be left out. */
    OPTIONAL,
    /** 이용 중 동의: never at the first sign-in, only when {@code scope} names it. */
    IN_USE
  }

  private static final Map<String, String> NAMES = Map.ofEntries(
      Map.entry("profile", "Profile info (nickname and picture)"),
      Map.entry("profile_nickname", "Nickname"),
      Map.entry("profile_image", "Profile picture"),
      Map.entry("account_email", "Kakao Account (email)"),
      Map.entry("name", "Name"),
      Map.entry("gender", "Gender"),
      Map.entry("age_range", "Age range"),
      Map.entry("birthday", "Birthday"),
      Map.entry("birthyear", "Birth year"),
      Map.entry("phone_number", "Phone number"),
      Map.entry("account_ci", "CI (connecting information)"),
      Map.entry("shipping_address", "Shipping information"),
      Map.entry("plusfriends", "KakaoTalk Channel add status and details"),
      Map.entry("talk_message", "Send message in KakaoTalk"),
      Map.entry("friends", "Friends in Kakao service"));

  private static final Map<String, String> KOREAN = Map.ofEntries(
      Map.entry("profile", "프로필 정보(닉네임/프로필 사진)"),
      Map.entry("profile_nickname", "닉네임"),
      Map.entry("profile_image", "프로필 사진"),
      Map.entry("account_email", "카카오계정(이메일)"),
      Map.entry("name", "이름"),
      Map.entry("gender", "성별"),
      Map.entry("age_range", "연령대"),
      Map.entry("birthday", "생일"),
      Map.entry("birthyear", "출생 연도"),
      Map.entry("phone_number", "카카오계정(전화번호)"),
      Map.entry("account_ci", "CI(연계정보)"),
      Map.entry("shipping_address", "배송지정보(수령인명, 배송지 주소, 전화번호)"),
      Map.entry("plusfriends", "카카오톡 채널 추가 상태 및 내역"),
      Map.entry("talk_message", "카카오톡 메시지 전송"),
      Map.entry("friends", "카카오 서비스 내 친구목록"));

  public KakaoConsentItem {
    if (!id.matches("[a-z0-9_]+")) {
      throw new IllegalArgumentException("not a scope id: " + id);
    }
    if (displayName.isBlank()) {
      throw new IllegalArgumentException("the display name of " + id + " is blank");
    }
  }

  /** An item without which nobody can sign in. */
  public static KakaoConsentItem required(String id) {
    return new KakaoConsentItem(id, NAMES.getOrDefault(id, id), Stage.REQUIRED);
  }

  /** An item that a visitor may leave out. */
  public static KakaoConsentItem optional(String id) {
    return new KakaoConsentItem(id, NAMES.getOrDefault(id, id), Stage.OPTIONAL);
  }

  /** An item that is asked only when the authorization request names it in {@code scope}. */
  public static KakaoConsentItem inUse(String id) {
    return new KakaoConsentItem(id, NAMES.getOrDefault(id, id), Stage.IN_USE);
  }

  /** This item under another name. */
  public KakaoConsentItem called(String name) {
    return new KakaoConsentItem(id, name, stage);
  }

  String koreanName() {
    return KOREAN.getOrDefault(id, displayName);
  }

  /** KakaoTalk's own services are of type SERVICE, data about the person PRIVACY. */
  String type() {
    return id.equals("talk_message") || id.equals("friends") ? "SERVICE" : "PRIVACY";
  }
}
