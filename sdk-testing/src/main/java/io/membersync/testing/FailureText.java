package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import io.membersync.testing.http.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;

/** Rewrites an answer's body in another notation. */
final class FailureText {
  private FailureText() {}

  /** A JSON object as {@code a=1&b=2}; any other body stays as it is. */
  static Answer asForm(Answer answer) {
    if (!(answer.findJson().orElse(null) instanceof JsonNode.JsonObject object)) {
      return answer;
    }
    StringJoiner form = new StringJoiner("&");
    for (String name : object.names()) {
      String json = object.find(name).map(JsonNode::toString).orElse("");
      String value = JsonText.strings("[" + json + "]")
          .map(List::copyOf)
          .map(all -> all.get(0))
          .orElse(json);
      form.add(Parameters.encode(name) + "=" + Parameters.encode(value));
    }
    return answer
        .withHeader("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
        .withBody(form.toString().getBytes(StandardCharsets.UTF_8));
  }
}
