package io.membersync.spring;

import org.springframework.core.env.Environment;

/** The application's context path, which stands before every path of the shop's settings. */
final class ContextPath {
  private final String path;

  ContextPath(Environment environment) {
    this.path = environment.getProperty("server.servlet.context-path", "");
  }

  String before(String setting) {
    return path + setting;
  }
}
