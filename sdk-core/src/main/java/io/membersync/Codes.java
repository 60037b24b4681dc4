package io.membersync;

import io.membersync.SignInResult.CodeFault;
import io.membersync.SignInResult.CodeWay;
import io.membersync.internal.JsonText;
import io.membersync.member.CodeSender;
import io.membersync.profile.Field;
import io.membersync.records.Records;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Codes sent to a contact. What is kept of one is a keyed hash, in the sealed sign-in that it was
 * sent for, so it is good there alone. Tries and limits are claims, each of which one caller gets, so
 * that requests at the same moment get no more than they may. Safe for many threads.
 */
final class Codes {
  static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final int TRIES = 5;
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final String USE = "code";
  private static final String TASK = "code-sent";

  private final Engine engine;
  private final SecureRandom random = new SecureRandom();

  Codes(Engine engine) {
    this.engine = engine;
  }

  /**
   * A code that was sent.
   *
   * @param hash keyed, of id, contact and code
   */
  record Sent(Contact contact, String id, String hash, Instant at) {
    Instant expiresAt() {
      return at.plus(LIFETIME);
    }

    @Override
    public String toString() {
      return "Sent[hidden]";
    }
  }

  /** An address or number, proven or not. */
  record Contact(Field<String> field, String value) {
    @Override
    public String toString() {
      return "Contact[" + field.name() + "]";
    }
  }

  /** Whether the shop can send a code to such a contact. */
  boolean reaches(Field<?> field) {
    return engine
        .codeSender()
        .filter(sender -> sender.reaches().contains(field))
        .isPresent();
  }

  /** The contact in this field, if it is there, unverified, and a code can be sent to it. */
  Optional<Contact> unproven(Arrival arrival, Field<?> field) {
    return Stream.of(Field.EMAIL, Field.PHONE)
        .filter(contact -> contact.equals(field) && reaches(contact))
        .flatMap(contact -> arrival.profile().find(contact).stream())
        .filter(value -> value.isPresent() && !value.isVerified())
        .flatMap(value -> value.text().map(text -> new Contact(value.field(), text)).stream())
        .findFirst();
  }

  /** A code, or why none was sent. */
  record Attempt(Optional<Sent> sent, Optional<CodeFault> fault) {
    private static Attempt failed(CodeFault fault) {
      return new Attempt(Optional.empty(), Optional.of(fault));
    }
  }

  /**
   * Sends a code within the limits. Called outside a transaction.
   *
   * @param address the client's, where the shop gives it
   */
  Attempt send(Contact contact, Optional<String> address, String language) {
    CodeSender.Limits limits = engine.codeLimits();
    Instant now = engine.clock().instant();
    if (shopHasSent(now) >= limits.perShop()) {
      LOG.error("no code is sent: {} have been within an hour, as many as may", limits.perShop());
      return Attempt.failed(CodeFault.TOO_MANY);
    }
    if (address.isPresent()
        && !take("address\n" + ClientAddress.network(address.get()), limits.perAddress(), now)) {
      return Attempt.failed(CodeFault.TOO_MANY);
    }
    String whom = contact.field().name() + "\n" + contact.value();
    if (!pause(whom, limits.pause(), now)) {
      return Attempt.failed(CodeFault.TOO_SOON);
    }
    if (!take(whom, limits.perContact(), now)) {
      return Attempt.failed(CodeFault.TOO_MANY);
    }
    count(now);
    String code = String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000));
    String id = engine.sealer().random(12);
    Sent sent = new Sent(contact, id, engine.sealer().key(USE, hashed(id, contact, code)), now);
    try {
      engine
          .codeSender()
          .orElseThrow()
          .send(new CodeSender.Message(
              contact.field(), contact.value(), Secret.of(code), language, LIFETIME));
    } catch (RuntimeException e) {
      LOG.warn("a code could not be sent: {}", e.getClass().getName());
      return Attempt.failed(CodeFault.NOT_SENT);
    }
    return new Attempt(Optional.of(sent), Optional.empty());
  }

  /** Uses up a try; empty when the code is right. */
  Optional<CodeFault> check(Sent sent, String typed) {
    Instant now = engine.clock().instant();
    if (!now.isBefore(sent.expiresAt())) {
      return Optional.of(CodeFault.EXPIRED);
    }
    Optional<String> digits = digits(typed);
    if (digits.isEmpty()) {
      return Optional.of(CodeFault.WRONG);
    }
    if (!claimOneOf("try\n" + sent.id(), TRIES, sent.expiresAt())) {
      return Optional.of(CodeFault.TRIED_TOO_OFTEN);
    }
    byte[] expected = sent.hash().getBytes(StandardCharsets.US_ASCII);
    boolean right = false;
    for (String key :
        engine.sealer().rowKeys(USE, hashed(sent.id(), sent.contact(), digits.get()))) {
      right |= MessageDigest.isEqual(expected, key.getBytes(StandardCharsets.US_ASCII));
    }
    if (!right) {
      return Optional.of(CodeFault.WRONG);
    }
    boolean first = claimOneOf("used\n" + sent.id(), 1, sent.expiresAt());
    return first ? Optional.empty() : Optional.of(CodeFault.EXPIRED);
  }

  /** How this contact can be proven by a code now. */
  CodeWay way(Contact contact, Optional<Sent> sent, Optional<CodeFault> fault) {
    Instant now = engine.clock().instant();
    Optional<Sent> live = sent.filter(code -> code.contact().equals(contact))
        .filter(code -> now.isBefore(code.expiresAt()));
    Duration pause = engine.codeLimits().pause();
    return new CodeWay(
        contact.field(),
        Masking.mask(contact.field(), contact.value()),
        live.map(Sent::expiresAt),
        live.map(code -> code.at().plus(pause)).filter(now::isBefore),
        fault);
  }

  /** As people type them: with spaces, or in full-width digits. */
  private static Optional<String> digits(String typed) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < Math.min(typed.length(), 40); i++) {
      char c = typed.charAt(i);
      if (Character.isDigit(c)) {
        digits.append(Character.digit(c, 10));
      } else if (!Character.isWhitespace(c) && c != '-') {
        return Optional.empty();
      }
    }
    return digits.length() == 6 ? Optional.of(digits.toString()) : Optional.empty();
  }

  private static String hashed(String id, Contact contact, String code) {
    return id + "\n" + contact.field().name() + "\n" + contact.value() + "\n" + code;
  }

  /** One of the codes that may go there in this hour. */
  private boolean take(String whom, int most, Instant now) {
    long hour = now.toEpochMilli() / WINDOW.toMillis();
    return claimOneOf(whom + "\n" + hour, most, now.plus(WINDOW));
  }

  /** Whether the last code to this contact is long enough ago. */
  private boolean pause(String whom, Duration pause, Instant now) {
    long slot = now.toEpochMilli() / pause.toMillis();
    String before = engine.sealer().key(USE, "pause\n" + whom + "\n" + (slot - 1));
    boolean recent = engine
        .records()
        .attempts()
        .findClaim(engine.shop(), before)
        .filter(claim -> claim.expiresAt().isAfter(now))
        .isPresent();
    return !recent && claimOneOf("pause\n" + whom + "\n" + slot, 1, now.plus(pause));
  }

  private boolean claimOneOf(String what, int most, Instant until) {
    for (int i = 0; i < most; i++) {
      String text = most == 1 ? what : what + "\n" + i;
      String key = engine.sealer().key(USE, text);
      if (engine.records().attempts().claim(engine.shop(), key, until)) {
        return true;
      }
    }
    return false;
  }

  private int shopHasSent(Instant now) {
    Records.Tasks tasks = engine.records().tasks();
    int most = engine.codeLimits().perShop();
    return tasks.countCreated(engine.shop(), TASK, now.minus(WINDOW), most);
  }

  private void count(Instant now) {
    String id = TASK + "-" + engine.sealer().random(12);
    engine.repeated("counting a code", () -> {
      DueWork.plan(engine, id, TASK, JsonText.object(json -> {}), now.plus(WINDOW));
      engine.records().tasks().finish(engine.shop(), id, now.plus(WINDOW));
      return true;
    });
  }
}
