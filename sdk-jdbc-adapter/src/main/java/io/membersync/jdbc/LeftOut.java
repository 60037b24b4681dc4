package io.membersync.jdbc;

import io.membersync.consent.GatedPatch;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the shop which columns lose values, each once and without a value: the sign-in goes on, so
 * nobody would notice otherwise. Safe for many threads.
 */
final class LeftOut {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcMemberStore.class);

  enum Reason {
    DOES_NOT_FIT("is longer or greater than the column takes"),
    TAKEN("belongs to another member, and the attribute is unique");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  private final String table;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  LeftOut(String table) {
    this.table = table;
  }

  void tell(GatedPatch.Entry entry, MemberColumn column, Reason reason) {
    if (told.add(column.name() + " " + reason)) {
      LOG.warn(
          "{}: a value of field {} was left out of column {}: it {}. Told once for this column",
          table,
          entry.field().name(),
          column.name(),
          reason.text);
    }
  }
}
