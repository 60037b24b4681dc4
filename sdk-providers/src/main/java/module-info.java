/** Providers beyond those of the core. */
module io.membersync.providers {
  requires transitive io.membersync;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports io.membersync.provider.facebook;
  exports io.membersync.provider.line;
}
