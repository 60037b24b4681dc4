package io.membersync.examples.toyshop;

import io.membersync.member.CodeSender;
import io.membersync.profile.Field;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** In place of a sender of text messages and mail: keeps what was sent, for the page that shows it. */
final class Inbox implements CodeSender {
  private static final int MOST = 20;

  private final Deque<Received> messages = new ArrayDeque<>();

  /** A message with the moment it came. */
  record Received(Instant at, Message message) {}

  @Override
  public Set<Field<String>> reaches() {
    return Set.of(Field.EMAIL, Field.PHONE);
  }

  @Override
  public synchronized void send(Message message) {
    messages.addFirst(new Received(Instant.now(), message));
    if (messages.size() > MOST) {
      messages.removeLast();
    }
  }

  /** The latest first. */
  synchronized List<Received> messages() {
    return List.copyOf(messages);
  }
}
