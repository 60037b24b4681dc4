package io.membersync.testing.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a fake answers: status, headers, and either bytes or a JSON document that may still change.
 * Immutable, but for the JSON document, which belongs to this one answer.
 */
public final class Answer {
  private final int status;
  private final List<Header> headers;
  private final byte[] body;
  private final @Nullable JsonNode json;
  private final Delivery delivery;

  /** A header line, as it is sent. */
  public record Header(String name, String value) {}

  private Answer(
      int status, List<Header> headers, byte[] body, @Nullable JsonNode json, Delivery delivery) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.json = json;
    this.delivery = delivery;
  }

  public static Answer empty(int status) {
    return new Answer(status, List.of(), new byte[0], null, Delivery.NORMAL);
  }

  public static Answer json(int status, JsonNode json) {
    return new Answer(status, List.of(), new byte[0], json, Delivery.NORMAL)
        .withHeader("Content-Type", "application/json;charset=UTF-8");
  }

  public static Answer html(int status, String page) {
    return text(status, "text/html;charset=UTF-8", page);
  }

  public static Answer text(int status, String contentType, String text) {
    return empty(status)
        .withHeader("Content-Type", contentType)
        .withBody(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer redirect(int status, String location) {
    return empty(status).withHeader("Location", location);
  }

  public int status() {
    return status;
  }

  public List<Header> headers() {
    return headers;
  }

  public Optional<String> findHeader(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The JSON document; empty when the body is given as bytes. */
  public Optional<JsonNode> findJson() {
    return Optional.ofNullable(json);
  }

  public Delivery delivery() {
    return delivery;
  }

  /** The bytes of the body: of the JSON document as it stands now, if there is one. */
  public byte[] body() {
    return json == null ? body.clone() : json.toString().getBytes(StandardCharsets.UTF_8);
  }

  public Answer withStatus(int value) {
    return new Answer(value, headers, body, json, delivery);
  }

  /** Replaces every header of that name. */
  public Answer withHeader(String name, String value) {
    List<Header> changed = new ArrayList<>(headers);
    changed.removeIf(header -> header.name().equalsIgnoreCase(name));
    changed.add(new Header(name, value));
    return new Answer(status, List.copyOf(changed), body, json, delivery);
  }

  public Answer withoutHeader(String name) {
    List<Header> changed = new ArrayList<>(headers);
    changed.removeIf(header -> header.name().equalsIgnoreCase(name));
    return new Answer(status, List.copyOf(changed), body, json, delivery);
  }

  /** Bytes instead of whatever the body was. */
  public Answer withBody(byte[] value) {
    return new Answer(status, headers, value.clone(), null, delivery);
  }

  public Answer withDelivery(Delivery value) {
    return new Answer(status, headers, body, json, value);
  }
}
