package io.membersync.spring;

import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.WebApplicationContext;

/** The application's context path, which stands before every path of the shop's settings. */
final class ContextPath {
  private static final boolean WEB = ClassUtils.isPresent(
          "org.springframework.web.context.WebApplicationContext",
          ContextPath.class.getClassLoader())
      && ClassUtils.isPresent("jakarta.servlet.ServletContext", ContextPath.class.getClassLoader());

  private final String path;

  /** The container knows it: one that runs a WAR file does not look at Spring Boot's property. */
  ContextPath(ApplicationContext context) {
    @Nullable String known = WEB ? Container.findPath(context) : null;
    this.path = known == null
        ? clean(context.getEnvironment().getProperty("server.servlet.context-path", ""))
        : known;
  }

  /** As Spring Boot reads it. */
  private static String clean(String setting) {
    String path = setting.strip();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** A setting that is no path is left to whoever takes it, to be used or refused. */
  String before(String setting) {
    return setting.startsWith("/") ? path + setting : setting;
  }

  /** Apart, as its classes need not be there. */
  private static final class Container {
    static @Nullable String findPath(ApplicationContext context) {
      ServletContext servlets =
          context instanceof WebApplicationContext web ? web.getServletContext() : null;
      return servlets == null ? null : servlets.getContextPath();
    }
  }
}
