package io.membersync;

import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import java.time.Instant;
import java.util.ArrayList;
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
 * @param code the code that was sent last
 * @param provenByCode contacts of the provider that the visitor has proven by a code as well
 * @param asNewMember the visitor wants to be a new member although one was found
 * @param askedAtProvider whether the provider's own screen has been offered in place of the shop's page
 */
record Given(
    Map<String, Boolean> consents,
    Map<String, String> texts,
    String presentation,
    Optional<Instant> consentedAt,
    Optional<MemberId> provenMember,
    Optional<Codes.Sent> code,
    List<Codes.Contact> provenByCode,
    boolean asNewMember,
    boolean askedAtProvider) {
  Given {
    provenByCode = List.copyOf(provenByCode);
    consents = Map.copyOf(consents);
    texts = Map.copyOf(texts);
  }

  static Given nothing(String presentation) {
    return new Given(
        Map.of(),
        Map.of(),
        presentation,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        false);
  }

  /** A code is on its way. */
  Given sent(Codes.Sent latest) {
    return with(Optional.of(latest), provenByCode);
  }

  /** The code came back, so the visitor has this contact; the code counts no more. */
  Given proven(Codes.Contact contact) {
    List<Codes.Contact> more = new ArrayList<>(provenByCode);
    more.add(contact);
    return with(Optional.empty(), more);
  }

  private Given with(Optional<Codes.Sent> latest, List<Codes.Contact> proven) {
    return new Given(
        consents,
        texts,
        presentation,
        consentedAt,
        provenMember,
        latest,
        proven,
        asNewMember,
        askedAtProvider);
  }

  /** These notices go to a page; what was answered to them before counts no more. */
  Given shown(List<Notice> notices, String language) {
    Map<String, Boolean> answered = new HashMap<>(consents);
    Map<String, String> known = new HashMap<>(texts);
    for (Notice notice : notices) {
      answered.remove(notice.tag());
      known.put(notice.tag(), name(notice, language));
    }
    return new Given(
        answered,
        known,
        presentation,
        consentedAt,
        provenMember,
        code,
        provenByCode,
        asNewMember,
        askedAtProvider);
  }

  /** The provider is not asked a second time. */
  Given withProviderAsked() {
    return new Given(
        consents,
        texts,
        presentation,
        consentedAt,
        provenMember,
        code,
        provenByCode,
        asNewMember,
        true);
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
