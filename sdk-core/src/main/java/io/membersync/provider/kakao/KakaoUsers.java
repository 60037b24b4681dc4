package io.membersync.provider.kakao;

import io.membersync.Secret;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.LinkInspection;
import io.membersync.provider.ProviderCall;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of these people the app has a link of, by the admin key (<a
 * href="https://developers.kakao.com/docs/latest/ko/kakaologin/rest-api">Kakao Login, REST API</a>,
 * several users, read 2026-11-21).
 *
 * <p>Not by the list of all ids ({@code /v1/user/ids}): that one has an order of its own, which the
 * shop's books do not have, so it would have to be read and kept whole before the first id is known to be
 * missing, at 100 calls a minute, with everybody who comes meanwhile. This one answers for a page of the
 * shop's own ids, in one moment.
 *
 * <p>What Kakao says of an id that is not linked is not documented: it may be left out of the answer, or
 * the whole call be refused with -101, as calls for one person are. Both are understood. A person who is
 * linked and has not been signed up fully counts as linked.
 */
final class KakaoUsers {
  private static final URI USERS = URI.create("https://kapi.kakao.com/v2/app/users");
  private static final int MOST = 100;
  private static final String ELEMENTS = "elements";
  private static final String NOT_LINKED = "-101";

  private KakaoUsers() {}

  static LinkInspection inspection(Secret adminKey) {
    return new LinkInspection(
        MOST,
        KakaoUsers::isId,
        subjects -> call(subjects, adminKey),
        KakaoUsers::linked,
        NOT_LINKED);
  }

  private static ProviderCall call(List<String> subjects, Secret adminKey) {
    return ProviderCall.get("users", USERS)
        .authorizedBy("KakaoAK", adminKey)
        .takingListAs(ELEMENTS)
        .with("target_id_type", "user_id")
        .with("target_ids", "[" + String.join(",", subjects) + "]");
  }

  /** Kakao's ids are of type {@code Long}; an imported one may be anything. */
  private static boolean isId(String subject) {
    try {
      long id = Long.parseLong(subject);
      return id > 0 && subject.equals(Long.toString(id));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The page has an object with {@code elements} in its table, and a bare array in its samples. */
  private static Optional<Set<String>> linked(JsonDocument answer) {
    List<JsonDocument> users = answer.findObjectsOnly(ELEMENTS).orElse(null);
    if (users == null) {
      return Optional.empty();
    }
    Set<String> ids = new HashSet<>();
    for (JsonDocument user : users) {
      ids.add(user.findText("id").orElse("")); // which nobody was asked about
    }
    return Optional.of(ids);
  }
}
