package io.membersync.servlet;

import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import java.util.Optional;

/**
 * Names the exact text of a notice on a page. An answer counts only for the text that was shown: a
 * visitor who read the old one while a new one was put in force is asked again.
 */
final class NoticeToken {
  private static final int HASH_LENGTH = 16;

  private NoticeToken() {}

  static String of(Notice notice, Notice.Text text) {
    return notice.tag()
        + ":"
        + notice.version()
        + ":"
        + text.language()
        + ":"
        + text.sha256().substring(0, HASH_LENGTH);
  }

  /** The notice of this token, if that text is still in force. */
  static Optional<Notice> find(Notices notices, String token) {
    String[] parts = token.split(":", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    return notices
        .find(parts[0])
        .filter(notice -> of(notice, notice.textIn(parts[2])).equals(token));
  }
}
