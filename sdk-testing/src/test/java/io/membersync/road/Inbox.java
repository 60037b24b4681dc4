package io.membersync.road;

import io.membersync.member.CodeSender;
import io.membersync.profile.Field;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes the codes that a shop sends, instead of mail and text messages. */
final class Inbox implements CodeSender {
  private final Set<Field<String>> reaches;
  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private volatile boolean down;

  Inbox(Set<Field<String>> reaches) {
    this.reaches = Set.copyOf(reaches);
  }

  @Override
  public Set<Field<String>> reaches() {
    return reaches;
  }

  @Override
  public void send(Message message) {
    if (down) {
      throw new IllegalStateException("no route to " + message.contact());
    }
    messages.add(message);
  }

  void goDown() {
    down = true;
  }

  List<Message> messages() {
    return messages;
  }

  String lastCode() {
    return messages.get(messages.size() - 1).code().reveal();
  }

  /** Six digits that are not the last code. */
  String wrongCode() {
    return lastCode().equals("000000") ? "000001" : "000000";
  }
}
