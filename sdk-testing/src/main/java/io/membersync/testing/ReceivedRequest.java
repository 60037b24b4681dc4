package io.membersync.testing;

import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request that a fake provider received. Immutable; prints method and path only, never a
 * parameter, header or body.
 */
public final class ReceivedRequest {
  private final Request request;
  private final Instant receivedAt;
  private final Parameters parameters;

  ReceivedRequest(Request request, Instant receivedAt) {
    this.request = request;
    this.receivedAt = receivedAt;
    this.parameters = request.query().with(request.form());
  }

  public String method() {
    return request.method();
  }

  /** Without the query. */
  public String path() {
    return request.path();
  }

  /** By the fake's clock. */
  public Instant receivedAt() {
    return receivedAt;
  }

  /** The names of all parameters, query first, then form. */
  public Set<String> parameterNames() {
    return parameters.names();
  }

  /** A parameter of the query or the form, the first if there are several. */
  public Optional<String> parameter(String name) {
    return parameters.find(name);
  }

  /** Every value of a parameter. */
  public List<String> parameters(String name) {
    return parameters.all(name);
  }

  /** A parameter of the query only. */
  public Optional<String> queryParameter(String name) {
    return request.query().find(name);
  }

  /** A parameter of the form in the body only. */
  public Optional<String> formParameter(String name) {
    return request.form().find(name);
  }

  /** A header, by its name in any case; the first if there are several. */
  public Optional<String> header(String name) {
    return request.findHeader(name);
  }

  /** The body as it came. */
  public byte[] body() {
    return request.body();
  }

  @Override
  public String toString() {
    return "ReceivedRequest[" + method() + " " + path() + "]";
  }
}
