package io.membersync.servlet;

import io.membersync.lifecycle.Webhook;
import io.membersync.provider.ProviderId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes what providers tell later: {@code /webhooks/{provider}}. Answers a status and no body. */
final class WebhookEndpoint {
  private final Engine engine;

  WebhookEndpoint(Engine engine) {
    this.engine = engine;
  }

  void receive(Visit visit, ProviderId provider) throws IOException, Refusal {
    HttpServletRequest request = visit.request();
    byte[] body = Body.bytes(request, Body.WEBHOOK_LIMIT);
    Webhook webhook = new Webhook(request.getMethod(), visit.rawQuery(), headers(request), body);
    visit.response().setStatus(engine.receive(provider, webhook));
    visit.response().setContentLength(0);
  }

  private static Map<String, List<String>> headers(HttpServletRequest request) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, Collections.list(request.getHeaders(name)));
    }
    return headers;
  }
}
