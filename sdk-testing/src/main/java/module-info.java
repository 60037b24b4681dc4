/** Fake providers over real HTTP, for tests. */
module io.membersync.testing {
  requires static org.jspecify;
  requires static transitive org.junit.jupiter.api;
  requires org.slf4j;

  exports io.membersync.testing;
}
