package io.membersync.spring;

import org.springframework.core.env.Environment;

/** The application's context path, which stands before every path of the shop's settings. */
final class ContextPath {
  private final String path;

  ContextPath(Environment environment) {
    this.path = environment.getProperty("server.servlet.context-path", "");
  }

  /** A setting that is no path is left to whoever takes it, to be used or refused. */
  String before(String setting) {
    return setting.startsWith("/") ? path + setting : setting;
  }
}
