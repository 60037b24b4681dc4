package io.membersync.testing;

import io.membersync.MemberSync;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A shop without anybody, which takes every field there is, and somebody who comes to it. */
final class ContractVisit {
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
  private final Records records = Records.inMemory();
  private final ProviderId id;

  ContractVisit(ProviderSamples samples, ProviderScript script, HttpOptions http) {
    this.subject = samples.subject();
    this.script = script;
    this.http = http;
    this.id = samples.provider().descriptor().id();
    this.fields = new LinkedHashSet<>(COMMON);
    fields.addAll(samples.provider().descriptor().fields());
    FieldMapping all = FieldMapping.none();
    for (Field<?> field : fields) {
      all = all.map(field, field.name());
    }
    this.mapping = all;
    this.members = new InMemoryMemberStore(mapping);
  }

  SignInResult signIn() {
    return changed(UnaryOperator.identity());
  }

  SignInResult changed(UnaryOperator<String> query) {
    return visit((sync, browser) ->
        browser.complete(sync, id, withQuery(script.agree(begin(sync, browser)), query)));
  }

  SignInResult comesBack(String answer) {
    return changed(query -> query.replaceAll("code=[^&]*", answer));
  }

  SignInResult inAnotherBrowser() {
    return visit((sync, browser) ->
        new TestBrowser().complete(sync, id, script.agree(begin(sync, browser))));
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
    return browser.begin(sync, id, SignIn.returningTo("/"));
  }

  private SignInResult visit(Coming coming) {
    try (MemberSync sync = MemberSync.builder(members, told())
        .mapping(mapping)
        .records(records)
        .http(http)
        .provider(script.provider())
        .callbacks(CALLBACKS)
        .build()) {
      return coming.to(sync, new TestBrowser());
    }
  }

  /** What somebody does at the shop. */
  private interface Coming {
    SignInResult to(MemberSync sync, TestBrowser browser);
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
