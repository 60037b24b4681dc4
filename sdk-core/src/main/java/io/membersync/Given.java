package io.membersync;

import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the visitor has answered on the shop's pages so far.
 *
 * @param consents by notice tag
 * @param texts by notice tag, which text of it was handed to the page
 * @param presentation the id of the page that the consents were answered on
 * @param consentedAt when
 * @param provenMember the member the visitor has proven to be, by the shop's own sign-in
 * @param asNewMember the visitor wants to be a new member although one was found
 */
record Given(
    Map<String, Boolean> consents,
    Map<String, String> texts,
    String presentation,
    Optional<Instant> consentedAt,
    Optional<MemberId> provenMember,
    boolean asNewMember) {
  Given {
    consents = Map.copyOf(consents);
    texts = Map.copyOf(texts);
  }

  static Given nothing(String presentation) {
    return new Given(Map.of(), Map.of(), presentation, Optional.empty(), Optional.empty(), false);
  }

  /** These notices go to a page; what was answered to them before counts no more. */
  Given shown(List<Notice> notices, String language) {
    Map<String, Boolean> answered = new HashMap<>(consents);
    Map<String, String> known = new HashMap<>(texts);
    for (Notice notice : notices) {
      answered.remove(notice.tag());
      known.put(notice.tag(), name(notice, language));
    }
    return new Given(answered, known, presentation, consentedAt, provenMember, asNewMember);
  }

  /** Whether the page had the text of this notice that is in force now. */
  boolean hasSeen(Notice notice, String language) {
    return name(notice, language).equals(texts.get(notice.tag()));
  }

  private static String name(Notice notice, String language) {
    Notice.Text text = notice.textIn(language);
    return notice.version() + ":" + text.language() + ":" + text.sha256();
  }

  @Override
  public String toString() {
    return "Given[hidden]";
  }
}
