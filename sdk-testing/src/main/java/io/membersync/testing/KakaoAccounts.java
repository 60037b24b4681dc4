package io.membersync.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Who has a Kakao Account, who is linked to the app, and who follows which channel. Thread-safe. */
final class KakaoAccounts {
  private final Map<String, KakaoPerson> people = new LinkedHashMap<>();
  private final TreeMap<Long, KakaoLink> links = new TreeMap<>();
  private final Map<Follow, Following> channels = new HashMap<>();

  private record Follow(long personId, String channelPublicId) {}

  /** Relation to a channel, and since when. */
  record Following(KakaoChannel.Relation relation, Instant createdAt, Instant updatedAt) {}

  /** Adds a person, or replaces the one with that key. */
  synchronized void put(KakaoPerson person) {
    for (KakaoPerson other : people.values()) {
      if (other.id() == person.id() && !other.key().equals(person.key())) {
        throw new IllegalArgumentException(
            "id " + person.id() + " belongs to " + other.key() + " already");
      }
    }
    people.put(person.key(), person);
  }

  synchronized List<KakaoPerson> people() {
    return List.copyOf(people.values());
  }

  synchronized Optional<KakaoPerson> findPerson(String key) {
    return Optional.ofNullable(people.get(key));
  }

  synchronized Optional<KakaoPerson> findPerson(long id) {
    return people.values().stream().filter(person -> person.id() == id).findFirst();
  }

  synchronized Optional<KakaoLink> findLink(long personId) {
    return Optional.ofNullable(links.get(personId));
  }

  synchronized void putLink(long personId, KakaoLink link) {
    links.put(personId, link);
  }

  /** Changes a link if there is one. */
  synchronized Optional<KakaoLink> changeLink(
      long personId, UnaryOperator<KakaoLink.Builder> change) {
    return Optional.ofNullable(links.computeIfPresent(
        personId, (id, link) -> change.apply(link.toBuilder()).build()));
  }

  synchronized boolean removeLink(long personId) {
    return links.remove(personId) != null;
  }

  /** Ids of everybody who is linked, in order. */
  synchronized List<Long> linkedIds() {
    return List.copyOf(links.keySet());
  }

  /** Links older than a day whose app never got user data: the daily job ends them. */
  synchronized List<Long> incompleteIds(Instant now) {
    List<Long> incomplete = new ArrayList<>();
    links.forEach((id, link) -> {
      boolean complete = !link.isWaiting() && link.isSignUpComplete();
      if (!complete && !link.connectedAt().plus(Duration.ofHours(24)).isAfter(now)) {
        incomplete.add(id);
      }
    });
    return incomplete;
  }

  synchronized Optional<Following> findFollowing(long personId, String channelPublicId) {
    return Optional.ofNullable(channels.get(new Follow(personId, channelPublicId)));
  }

  synchronized void follow(
      long personId, String channelPublicId, KakaoChannel.Relation relation, Instant at) {
    channels.compute(
        new Follow(personId, channelPublicId),
        (key, before) -> new Following(relation, before == null ? at : before.createdAt(), at));
  }

  /** What a person agreed to on the consent page, or earlier with a page of another time. */
  synchronized void agree(
      KakaoPerson person,
      Collection<String> items,
      Collection<String> terms,
      Instant now,
      KakaoApp app) {
    KakaoLink before = links.get(person.id());
    KakaoLink.Builder link = before == null
        ? KakaoLink.at(now).waiting(!app.isAutoLink()).properties(person.properties())
        : before.toBuilder();
    link.agreeing(items);
    terms.forEach(tag -> link.accepting(tag, now, "KAUTH"));
    if (app.isSimpleSignUp() && (before == null || before.synchedAt().isEmpty())) {
      link.synchedAt(now);
    }
    links.put(person.id(), link.build());
  }
}
