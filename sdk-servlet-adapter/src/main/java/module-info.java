/** One servlet with every endpoint and page of a sign-in, for Jakarta Servlet 6. */
@SuppressWarnings("requires-automatic") // jte has no module descriptor
module io.membersync.servlet {
  requires transitive io.membersync;
  requires transitive jakarta.servlet;
  requires transitive org.jspecify;
  requires static com.google.errorprone.annotations;
  requires gg.jte.runtime;
  requires org.slf4j;

  exports io.membersync.servlet;

  // jte calls the compiled templates by reflection.
  opens io.membersync.servlet.pages to
      gg.jte.runtime;
}
