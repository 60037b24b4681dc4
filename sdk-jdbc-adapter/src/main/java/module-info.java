/** MemberSync's books and a member store over the shop's own SQL tables. */
@SuppressWarnings({
  "opens", // the schema packages hold scripts only
  "requires-automatic",
  "requires-transitive-automatic"
})
module io.membersync.jdbc {
  requires transitive io.membersync;
  requires transitive java.sql;
  requires com.google.i18n.phonenumbers.libphonenumber;
  requires org.slf4j;
  // Only where a shop uses ScheduledWork.
  requires static transitive com.github.kagkarlsson.scheduler;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports io.membersync.jdbc;

  // Migration tools look the scripts up by name.
  opens io.membersync.jdbc.schema.h2;
  opens io.membersync.jdbc.schema.mysql;
  opens io.membersync.jdbc.schema.postgresql;
}
