package io.membersync.consent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing that happened to one consent. Events are only added; the state of a consent is what
 * they amount to. Holds no personal data: the subject is a pseudonym.
 *
 * @param id unique, a version 7 UUID
 * @param tenant the shop
 * @param subject the person, by their id at this shop
 * @param notice the exact text; empty for events of the whole person
 * @param occurredAt when the subject acted; the provider's word when it came through one
 * @param recordedAt when it was written down
 * @param via the provider's brand such as {@code KAKAO}, or {@code NONE}
 * @param presentationId what was on the screen; present when the subject answered on a page of ours
 * @param evidence commitment to encrypted evidence; empty until a tamper-evident ledger keeps some
 * @param validUntil when it ends by itself
 * @param causes ids of the events or messages that led to it
 * @param reason a code of up to 64 letters, digits and underscores, never free text
 */
public record ConsentEvent(
    String id,
    String tenant,
    String subject,
    Type type,
    Optional<NoticeReference> notice,
    Instant occurredAt,
    Instant recordedAt,
    Actor actor,
    Channel channel,
    String via,
    Act act,
    Optional<String> presentationId,
    Optional<String> evidence,
    Optional<Instant> validUntil,
    List<String> causes,
    Quality quality,
    Optional<String> reason) {
  private static final Pattern REASON = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

  public ConsentEvent {
    causes = List.copyOf(causes);
    if (reason.filter(code -> !REASON.matcher(code).matches()).isPresent()) {
      throw new IllegalArgumentException(
          "the reason of consent event " + id + " is no code of up to 64 letters, digits and _");
    }
  }

  /** What happened. */
  public enum Type {
    PRESENTED,
    DEFERRED,
    GRANTED,
    DECLINED,
    RECONFIRMED,
    WITHDRAWN,
    REVOKED,
    EXPIRED,
    SUPERSEDED,
    SUSPENDED,
    RESUMED,
    INVALIDATED,
    IMPORTED,
    MERGED,
    ERASED,
    RECONFIRM_NOTIFIED,
    RESULT_NOTIFIED,
    LEGAL_HOLD,
    HOLD_RELEASED;

    /** Whether it leaves an agreement standing. */
    public boolean isAgreement() {
      return this == GRANTED || this == RECONFIRMED || this == RESUMED || this == IMPORTED;
    }
  }

  /** Who acted. */
  public enum Actor {
    SUBJECT,
    GUARDIAN,
    PROXY,
    PROVIDER,
    OPERATOR,
    SYSTEM,
    REGULATOR
  }

  /** Where it happened. */
  public enum Channel {
    WEB,
    MOBILE_WEB,
    APP,
    QR_STORE,
    MINI_PROGRAM,
    CALL,
    PAPER,
    CONSOLE,
    WEBHOOK,
    JOB,
    IMPORT
  }

  /** How the subject expressed it. */
  public enum Act {
    TICK,
    BUTTON,
    TOGGLE,
    REPLY,
    SIGNATURE,
    VOICE,
    PROVIDER_SCREEN,
    HEADER,
    NONE
  }

  /** How good the evidence is. */
  public enum Quality {
    /** Own page, with what was on it. */
    STRONG,
    /** The provider's answer, with a snapshot of what its page was set to show. */
    PROVIDER,
    /** Anything less. */
    WEAK
  }

  /**
   * The exact text of a notice, as {@link Notice#referenceIn} gives it.
   *
   * @param tag of the notice
   * @param version from 1
   * @param language such as {@code ko}
   * @param sha256 of the normalised text, 64 lower-case hexadecimal digits
   */
  public record NoticeReference(String tag, int version, String language, String sha256) {}
}
