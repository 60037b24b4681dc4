package io.membersync.consent;

import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Notice.Medium;
import io.membersync.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the law of one country wants, as far as MemberSync asks for it. It lists what stands in the way
 * and never says that something is allowed; it is no legal advice. Immutable; safe for many threads.
 */
public interface Jurisdiction {
  /** Korea, by the rules that come with this version. */
  static Jurisdiction korea() {
    return Korea.BUILT_IN;
  }

  /**
   * Korea, by rules of the shop's own: a JSON file as {@code io/membersync/consent/rules/kr.json} in the
   * core's jar.
   *
   * @throws IllegalArgumentException if it is no such file, or says nothing of an obstacle; the message
   *     says what and where
   * @throws IOException if it cannot be read
   */
  static Jurisdiction korea(InputStream rules) throws IOException {
    return Korea.of(rules.readAllBytes());
  }

  /** The version of the rules, such as {@code 2026-11-21}. */
  String version();

  /**
   * What stands in the way of a message.
   *
   * @param gate the shop's gate, which knows the notices
   * @return in the order of the rules; empty when MemberSync knows of nothing
   */
  List<Obstacle> findObstacles(Message message, Addressee addressee, Gate gate);

  /** Whether somebody born then is a child at this moment, whose guardian must consent. */
  boolean isChild(LocalDate birth, Instant at);

  /**
   * Whether somebody born in this year may be a child at this moment: in the year of the birthday that
   * ends childhood nobody can tell, and it counts as a child.
   */
  boolean mayBeChild(Year birth, Instant at);

  /**
   * Whether somebody is a child at this moment, by all that a profile says: birth year and birthday, or
   * the year alone, and the age range. Where they contradict each other, nothing is sure. A birthday of
   * the lunar calendar is a time of weeks.
   *
   * @param profile of one visitor; whoever typed a value counts as much as who verified one
   */
  Childhood childhood(Profile profile, Instant at);

  /** When childhood ends at the latest, by the same; empty where nothing is known. */
  Optional<Instant> childhoodEnds(Profile profile, Instant at);

  /** How somebody stands to the age that ends childhood. */
  enum Childhood {
    CHILD,
    /** In the year of the birthday that ends it, or of an age range on both sides of it. */
    UNCERTAIN,
    OVER,
    /** Nothing is known. */
    UNKNOWN
  }

  /**
   * How the shop made sure that the guardian of a child consents: any one will do (Enforcement Decree of
   * the Personal Information Protection Act, article 17-2(1), https://www.law.go.kr/법령/개인정보보호법시행령,
   * 2026-11-21).
   */
  enum GuardianMethod {
    /** Number 1: marks it on the site, and is told by SMS that it was recorded. */
    SMS,
    /** Number 2: marks it on the site, and gives the data of a credit or debit card. */
    CARD,
    /** Number 3: marks it on the site, and the guardian's identity is verified by phone. */
    PHONE_IDENTITY,
    /** Number 4: signs a paper that is handed in, posted or faxed. */
    PAPER,
    /** Number 5: gets an e-mail with what is consented to, and answers that they consent. */
    EMAIL,
    /** Number 6: is told by phone, or finds it at an address told by phone, and consents by phone. */
    CALL,
    /** Number 7: another way that is as good. */
    OTHER
  }

  /**
   * A message that is to be sent.
   *
   * @param at the moment of sending: now, or soon. What has been agreed to by now is looked at whatever the
   *     moment, so nothing is learned of a message of the past by it; {@link
   *     io.membersync.Consents#proof} tells what might be used at a moment
   */
  record Message(Medium medium, Kind kind, Instant at) {
    /** What a message is. */
    public enum Kind {
      /** Commercial: it wants to sell. */
      ADVERTISING,
      /** What the contract or the law needs, such as a parcel on its way; nothing of advertising in it. */
      SERVICE
    }
  }

  /**
   * Whom it is for.
   *
   * @param events every consent event of the person
   * @param suppressed media that no message of this kind is sent by, whatever was agreed to
   * @param needsGuardian whether a guardian has to consent and has not
   * @param weakest the weakest evidence of consent that the shop sends by
   */
  record Addressee(
      List<ConsentEvent> events, Set<Medium> suppressed, boolean needsGuardian, Quality weakest) {
    public Addressee {
      events = List.copyOf(events);
      suppressed = Set.copyOf(suppressed);
    }
  }

  /**
   * Something that stands in the way.
   *
   * @param code stable, for the shop's code: {@code NO_CONSENT}, {@code NO_MARKETING_USE}, {@code
   *     NIGHT}, {@code CONFIRMATION_OVERDUE}, {@code SUPPRESSED}, {@code GUARDIAN_MISSING}, {@code
   *     EVIDENCE_TOO_WEAK}
   * @param article of which law
   * @param source address of the text
   * @param certainty {@code PRIMARY}: read in the law's own text; {@code SECONDARY}: told by others;
   *     {@code INFERRED}: concluded; {@code SHOP_POLICY}: the shop wants it so
   * @param until when it goes by itself, where it does, such as the end of the night
   */
  record Obstacle(
      String code, String article, String source, String certainty, Optional<Instant> until) {}
}
