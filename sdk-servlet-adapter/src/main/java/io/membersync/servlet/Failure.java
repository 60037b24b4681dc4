package io.membersync.servlet;

import io.membersync.SignInResult.RejectReason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a visitor sees an error page. Its {@link #code()} is the {@code reason} of a JSON answer. */
public enum Failure {
  /** {@link RejectReason#MALFORMED} */
  MALFORMED(400),
  /** {@link RejectReason#UNKNOWN_STATE} */
  UNKNOWN_STATE(400),
  /** {@link RejectReason#OTHER_BROWSER} */
  OTHER_BROWSER(403),
  /** {@link RejectReason#EXPIRED} */
  EXPIRED(410),
  /** {@link RejectReason#ALREADY_USED} */
  ALREADY_USED(410),
  /** {@link RejectReason#WRONG_PROVIDER} */
  WRONG_PROVIDER(400),
  /** {@link RejectReason#WRONG_MEMBER} */
  WRONG_MEMBER(403),
  /** {@link RejectReason#LINKED_TO_ANOTHER_MEMBER} */
  LINKED_TO_ANOTHER_MEMBER(409),
  /** {@link RejectReason#PROVIDER_PROTOCOL} */
  PROVIDER_PROTOCOL(502),
  /** {@link RejectReason#PROVIDER_SHAPE} */
  PROVIDER_SHAPE(502),
  /** {@link RejectReason#VISITOR_REFUSED} */
  VISITOR_REFUSED(403),
  /** {@link RejectReason#CODE_DEAD} */
  CODE_DEAD(410),
  /** {@link RejectReason#CONFIGURATION} */
  CONFIGURATION(503),
  /** {@link RejectReason#MEMBER_NOT_ADMITTED} */
  MEMBER_NOT_ADMITTED(403),
  /** {@link RejectReason#UNDER_AGE} */
  UNDER_AGE(403),
  /** {@link RejectReason#INTERRUPTED} */
  INTERRUPTED(409),

  /** The shop's member store or MemberSync's own tables cannot answer. */
  STORE_UNAVAILABLE(503),
  /** Something failed that should not; the log has it under the correlation id. */
  INTERNAL(500),

  /** A way in is added, and the consent centre seen, only by a member who is signed in. */
  NOT_SIGNED_IN(401),
  /** There is no such page, or no such provider. */
  NOT_FOUND(404),
  /** The address does not take this method. */
  METHOD_NOT_ALLOWED(405),
  /** The request cannot be read. */
  BAD_REQUEST(400),
  /** A form that another site sent. */
  CROSS_SITE(403),
  /** A body of more than 64 KiB, or a webhook's of more than 1 MiB. */
  BODY_TOO_LARGE(413),
  /** A body that is not {@code application/x-www-form-urlencoded}. */
  UNSUPPORTED_MEDIA_TYPE(415);

  private final int status;

  Failure(int status) {
    this.status = status;
  }

  /** The HTTP status of the page. */
  public int status() {
    return status;
  }

  /** The name in lower case, such as {@code other_browser}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Failure of(RejectReason reason) {
    return switch (reason) {
      case MALFORMED -> MALFORMED;
      case UNKNOWN_STATE -> UNKNOWN_STATE;
      case OTHER_BROWSER -> OTHER_BROWSER;
      case EXPIRED -> EXPIRED;
      case ALREADY_USED -> ALREADY_USED;
      case WRONG_PROVIDER -> WRONG_PROVIDER;
      case WRONG_MEMBER -> WRONG_MEMBER;
      case LINKED_TO_ANOTHER_MEMBER -> LINKED_TO_ANOTHER_MEMBER;
      case PROVIDER_PROTOCOL -> PROVIDER_PROTOCOL;
      case PROVIDER_SHAPE -> PROVIDER_SHAPE;
      case VISITOR_REFUSED -> VISITOR_REFUSED;
      case CODE_DEAD -> CODE_DEAD;
      case CONFIGURATION -> CONFIGURATION;
      case MEMBER_NOT_ADMITTED -> MEMBER_NOT_ADMITTED;
      case UNDER_AGE -> UNDER_AGE;
      case INTERRUPTED -> INTERRUPTED;
    };
  }

  static Optional<Failure> ofCode(String code) {
    return Arrays.stream(values())
        .filter(failure -> failure.code().equals(code))
        .findFirst();
  }
}
