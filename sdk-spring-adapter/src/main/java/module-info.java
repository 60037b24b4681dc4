/** MemberSync as a part of a Spring Boot application. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic", "opens"})
open module io.membersync.spring {
  requires transitive io.membersync;
  requires transitive io.membersync.servlet;
  requires transitive io.membersync.jdbc;
  requires transitive org.jspecify;
  requires org.slf4j;
  requires spring.beans;
  requires spring.boot;
  requires spring.boot.autoconfigure;
  requires spring.context;
  requires spring.core;
  requires spring.jdbc;
  requires spring.tx;
  // a module of its own from Spring Boot 4 on
  requires static spring.boot.jdbc;
  requires static spring.boot.sql;
  requires static com.github.kagkarlsson.scheduler;
  requires static spring.boot.actuator;
  requires static spring.boot.actuator.autoconfigure;
  requires static spring.boot.health;
  requires static spring.web;
  requires static spring.webmvc;
  requires static com.fasterxml.jackson.annotation;
  requires static micrometer.core;
  requires static micrometer.observation;
  requires static spring.security.config;
  requires static transitive spring.security.core;
  requires static spring.security.web;
  requires static io.membersync.providers;
  requires static io.membersync.testing;
  requires static org.junit.jupiter.api;
  requires static spring.boot.test;
  requires static spring.boot.test.autoconfigure;
  requires static spring.test;
  requires static com.google.errorprone.annotations;

  exports io.membersync.spring;
  exports io.membersync.spring.test;
}
