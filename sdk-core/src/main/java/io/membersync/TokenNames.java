package io.membersync;

import io.membersync.provider.ProviderId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose the refresh tokens are that a provider's notices name without their visitor. */
final class TokenNames {
  /** Known for at least two of these: a refresh token of Google's dies of half a year without use. */
  private static final Duration PERIOD = Duration.ofDays(100);

  private final Engine engine;
  private final Remembered subjects;

  TokenNames(Engine engine) {
    this.engine = engine;
    this.subjects = new Remembered(engine, "token-of");
  }

  void remember(ProviderId id, String subject, Secret refreshToken) {
    List<String> names = engine.provider(id).refreshTokenNames(refreshToken);
    Instant until = engine.clock().instant().plus(PERIOD.multipliedBy(3));
    names.forEach(name -> subjects.keep(
        row(id, name, period()), until, json -> json.name("subject").value(subject)));
  }

  /** Whose it was last. */
  Optional<String> findSubject(ProviderId id, String name) {
    return Stream.of(period(), period() - 1, period() - 2)
        .flatMap(within -> subjects.find(row(id, name, within)))
        .flatMap(json -> json.findString("subject").stream())
        .findFirst();
  }

  private long period() {
    return engine.clock().instant().getEpochSecond() / PERIOD.toSeconds();
  }

  private static String row(ProviderId id, String name, long period) {
    return id + "\n" + name + "\n" + period;
  }
}
