package io.membersync.consent;

/** What a notice is in law. */
public enum NoticeKind {
  /** Terms of service: agreed to, not a privacy consent. */
  TERMS,
  /** Told, not asked: what is processed for the contract, without consent. */
  CONTRACT_INFO,
  COLLECT_USE,
  THIRD_PARTY,
  OUT_OF_PURPOSE,
  SENSITIVE,
  UNIQUE_ID,
  CI,
  OVERSEAS,
  MARKETING_USE,
  AD_RECEIVE,
  AD_NIGHT,
  GUARDIAN,
  /** The privacy policy: published, never agreed to. */
  POLICY;

  /** Whether a visitor is asked for it; otherwise they are only told. */
  public boolean isAsked() {
    return this != CONTRACT_INFO && this != POLICY;
  }

  /** Whether the law allows a shop to make it a condition of membership. */
  boolean mayBeRequired() {
    return switch (this) {
      case MARKETING_USE, AD_RECEIVE, AD_NIGHT, OUT_OF_PURPOSE, THIRD_PARTY -> false;
      default -> true;
    };
  }
}
