package io.membersync.profile;

/** Gender as providers report it. */
public enum Gender {
  FEMALE,
  MALE,
  /** The provider sent a value that is not known here. */
  UNKNOWN
}
