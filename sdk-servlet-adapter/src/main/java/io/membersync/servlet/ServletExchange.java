package io.membersync.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** One request with its response, as the shop's sessions and pages see it. */
public record ServletExchange(HttpServletRequest request, HttpServletResponse response) {
  @Override
  public String toString() {
    return "ServletExchange[hidden]"; // a request prints its address, and so a code
  }
}
