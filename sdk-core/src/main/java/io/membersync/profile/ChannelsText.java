package io.membersync.profile;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Relations to channels as a JSON array. */
final class ChannelsText extends JsonListText<ChannelRelation> {
  @Override
  void write(ChannelRelation relation, JsonWriter json) throws IOException {
    json.name("channel").value(relation.channel());
    json.name("state").value(relation.state().name().toLowerCase(Locale.ROOT));
    json.name("changed_at").value(relation.changedAt().map(Instant::toString).orElse(null));
  }

  @Override
  Optional<ChannelRelation> read(Map<String, String> members) {
    String channel = members.get("channel");
    String state = members.get("state");
    if (channel == null || state == null) {
      return Optional.empty();
    }
    return Optional.of(new ChannelRelation(
        channel,
        ChannelRelation.State.parse(state),
        Optional.ofNullable(members.get("changed_at")).flatMap(ChannelsText::instant)));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // its message quotes the text
    }
  }
}
