package io.membersync.provider.kakao;

import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the shop's terms from Kakao's answers (<a
 * href="https://developers.kakao.com/docs/latest/ko/kakaologin/rest-api">service terms v2</a>, read
 * 2026-11-21).
 */
final class KakaoTerms {
  private static final int MOST = 200;
  private static final int LONGEST_TAG = 200;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]{1,40}");

  private KakaoTerms() {}

  /** The terms of the answer; nothing counts as agreed that does not say so. */
  static List<ServiceTerm> read(JsonDocument answer) {
    List<ServiceTerm> terms = new ArrayList<>();
    for (JsonDocument item : answer.findObjects("service_terms").orElse(List.of())) {
      if (terms.size() < MOST) {
        term(item).ifPresent(terms::add);
      }
    }
    return List.copyOf(terms);
  }

  /** What an answer to the taking back of terms says is agreed to no more. */
  static List<String> revoked(JsonDocument answer) {
    List<String> tags = new ArrayList<>();
    for (JsonDocument item : answer.findObjects("revoked_service_terms").orElse(List.of())) {
      boolean ended = !item.findFlag("agreed").orElse(true);
      item.findString("tag").filter(tag -> ended && tags.size() < MOST).ifPresent(tags::add);
    }
    return List.copyOf(tags);
  }

  /**
   * Kakao's text and its samples disagree on {@code revocable} of a term that is not agreed. An
   * agreement of a time that is none is in doubt, and doubt is no agreement.
   */
  private static Optional<ServiceTerm> term(JsonDocument item) {
    Optional<Instant> at = item.findString("agreed_at").flatMap(KakaoTerms::instant);
    boolean odd = at.isEmpty() && item.has("agreed_at") && !item.isNull("agreed_at");
    boolean agreed = item.findFlag("agreed").orElse(false) && !odd;
    return item.findString("tag")
        .filter(tag -> !tag.isBlank() && tag.length() <= LONGEST_TAG)
        .map(tag -> new ServiceTerm(
            tag,
            item.findFlag("required").orElse(false),
            agreed,
            agreed && item.findFlag("revocable").orElse(false),
            at.filter(any -> agreed),
            agreed
                ? item.findString("agreed_by").filter(WORD.asMatchPredicate())
                : Optional.empty()));
  }

  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
