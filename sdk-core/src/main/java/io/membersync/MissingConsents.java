package io.membersync;

import io.membersync.consent.Notice;
import java.util.List;

/**
 * Notices to show: each asked one with a box of its own, none ticked.
 *
 * @param shopName whose notices they are
 * @param language to show them in
 * @param asked need an answer each, in this order
 * @param told are shown without a box
 */
public record MissingConsents(
    String shopName, String language, List<Notice> asked, List<Notice> told) {
  public MissingConsents {
    asked = List.copyOf(asked);
    told = List.copyOf(told);
  }
}
