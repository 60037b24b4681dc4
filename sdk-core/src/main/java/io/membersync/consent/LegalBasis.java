package io.membersync.consent;

/** The ground on which a field is processed. */
public enum LegalBasis {
  CONSENT,
  CONTRACT,
  LEGAL,
  LEGIT_INTEREST,
  VITAL,
  PUBLIC
}
