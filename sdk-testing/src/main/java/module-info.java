/** Fake providers over real HTTP, and contract tests for the shop's stores. */
module io.membersync.testing {
  requires transitive io.membersync;
  requires static io.membersync.providers; // transitive would make every shop need it
  requires static transitive org.jspecify;
  requires static transitive org.junit.jupiter.api;
  requires static com.google.errorprone.annotations;
  requires org.slf4j;

  exports io.membersync.testing;

  // The contract tests' methods stand in package-private interfaces.
  opens io.membersync.testing to
      org.junit.platform.commons;
}
