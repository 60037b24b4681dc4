package io.membersync.testing;

import io.membersync.Begun;
import io.membersync.MemberSync;
import io.membersync.MemberSync.Observer;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsFields;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** A shop without anybody, which takes every field there is, and somebody who comes to it. */
final class ContractVisit {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration A_MOMENT = Duration.ofMillis(2);
  private static final URI CALLBACKS = URI.create("https://shop.example/login/callback/");

  private static final List<Field<?>> COMMON = List.of(
      Field.NICKNAME,
      Field.NAME,
      Field.EMAIL,
      Field.PHONE,
      Field.PICTURE,
      Field.GENDER,
      Field.AGE_RANGE,
      Field.BIRTH_YEAR,
      Field.BIRTHDAY,
      Field.CI,
      Field.SHIPPING_ADDRESSES,
      Field.CHANNELS);

  private final String subject;
  private final ProviderScript script;
  private final HttpOptions http;
  private final Set<Field<?>> fields;
  private final FieldMapping mapping;
  private final InMemoryMemberStore members;
  private final Map<String, String> ended = new ConcurrentHashMap<>();
  private final Records records = Records.inMemory();
  private final ProviderId id;

  ContractVisit(ProviderSamples samples, ProviderScript script, HttpOptions http) {
    this(samples, script, http, false);
  }

  private ContractVisit(
      ProviderSamples samples, ProviderScript script, HttpOptions http, boolean allRequired) {
    this.subject = samples.subject();
    this.script = script;
    this.http = http;
    this.id = samples.provider().descriptor().id();
    this.fields = fields(samples);
    FieldMapping all = FieldMapping.none();
    for (Field<?> field : fields) {
      all = all.map(field, field.name());
      all = allRequired ? all.required() : all;
    }
    this.mapping = all;
    this.members = new InMemoryMemberStore(mapping);
  }

  /**
   * How each field that is not given stands, by its name, as a shop that cannot do without any learns
   * it.
   */
  static Map<String, Presence> missing(
      ProviderSamples samples, ProviderScript script, HttpOptions http) {
    SignInResult result = new ContractVisit(samples, script, http, true).signIn();
    Map<String, Presence> missing = new TreeMap<>();
    if (result instanceof NeedsFields needs) {
      needs
          .missing()
          .fields()
          .forEach(field -> missing.put(field.field().name(), field.presence()));
    } else if (!(result instanceof SignedIn)) {
      throw new AssertionError("the shop cannot ask for what is missing: " + result);
    }
    return missing;
  }

  /** Every field there is, and those that only this provider has. */
  static Set<Field<?>> fields(ProviderSamples samples) {
    Set<Field<?>> fields = new LinkedHashSet<>(COMMON);
    fields.addAll(samples.provider().descriptor().fields());
    return fields;
  }

  SignInResult signIn() {
    return changed(UnaryOperator.identity());
  }

  SignInResult changed(UnaryOperator<String> query) {
    return visit((sync, browser) ->
        browser.complete(sync, id, withQuery(script.agree(begin(sync, browser)), query)));
  }

  /** How a sign-in begins, once it is known where. */
  Begun begins() {
    return visit(this::begun);
  }

  SignInResult comesBack(String answer) {
    return changed(query -> query.replaceAll("code=[^&]*", answer));
  }

  SignInResult inAnotherBrowser() {
    return visit((sync, browser) ->
        new TestBrowser().complete(sync, id, script.agree(begin(sync, browser))));
  }

  /** How the last call of this step ended, by the words of an observer; empty where there was none. */
  String ended(String step) {
    return ended.getOrDefault(step, "");
  }

  /** How many members the shop has. */
  int members() {
    return members.count();
  }

  boolean isKnown(String any) {
    return records.identities().find(ShopId.DEFAULT, id.value(), any).isPresent();
  }

  /** What stands at the member, by the names of its fields. */
  Map<String, String> written() {
    return new TreeMap<>(
        person().flatMap(Records.Person::member).map(members::valuesOf).orElse(Map.of()));
  }

  /** Where each of these comes from: the member of an answer. */
  Map<String, String> paths() {
    Map<String, String> paths = new TreeMap<>();
    person()
        .ifPresent(known -> records
            .evidence()
            .provenanceOf(ShopId.DEFAULT, known.id())
            .forEach(row -> paths.put(row.attribute(), row.path())));
    return paths;
  }

  private Optional<Records.Person> person() {
    return records
        .identities()
        .find(ShopId.DEFAULT, id.value(), subject)
        .flatMap(identity -> records.identities().findPerson(ShopId.DEFAULT, identity.person()));
  }

  private URI begin(MemberSync sync, TestBrowser browser) {
    Begun begun = begun(sync, browser);
    if (begun instanceof Begun.RedirectTo redirect) {
      return redirect.uri();
    }
    throw new AssertionError("the sign-in was not started: " + begun);
  }

  /** An issuer's metadata are loaded beside, in real time. */
  private Begun begun(MemberSync sync, TestBrowser browser) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Begun begun = sync.begin(id, browser, SignIn.returningTo("/"));
    while (begun instanceof Begun.NotStarted not
        && not.reason() == Begun.Reason.STARTING
        && System.nanoTime() < end) {
      LockSupport.parkNanos(A_MOMENT.toNanos());
      begun = sync.begin(id, browser, SignIn.returningTo("/"));
    }
    return begun;
  }

  private <T> T visit(Coming<T> coming) {
    ended.clear();
    try (MemberSync sync = MemberSync.builder(members, told())
        .mapping(mapping)
        .records(records)
        .http(http)
        .observer(this::observe)
        .provider(script.provider())
        .callbacks(CALLBACKS)
        .build()) {
      return coming.to(sync, new TestBrowser());
    }
  }

  private Observer.Ending observe(Observer.Step step) {
    return outcome -> {
      if (step.kind() == Observer.Kind.PROVIDER_CALL) {
        ended.put(step.name(), outcome.word());
      }
    };
  }

  /** What somebody does at the shop. */
  private interface Coming<T> {
    T to(MemberSync sync, TestBrowser browser);
  }

  private Notices told() {
    return Notices.of(
        "Sample Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, fields.toArray(Field<?>[]::new))
            .text("en", "Processed for the contract", "What you have agreed to at the provider.")
            .build());
  }

  private static URI withQuery(URI uri, UnaryOperator<String> change) {
    String text = uri.toString();
    int mark = text.indexOf('?');
    return URI.create(text.substring(0, mark + 1) + change.apply(text.substring(mark + 1)));
  }
}
