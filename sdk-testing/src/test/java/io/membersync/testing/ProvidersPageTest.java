package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.lifecycle.Webhook;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The page of the providers is what the code does and what stands beside each provider's tests. {@code
 * -Dguide.write} writes it anew. The properties come from {@code docs/spring-properties.md}, so that page is
 * written first.
 */
class ProvidersPageTest {
  private static final Path HERE = Path.of(System.getProperty("basedir", ".")).normalize();
  private static final Path FACTS = HERE.resolve("src/test/resources/providers");
  private static final Path PAGE = HERE.resolve("../docs/providers.md").normalize();
  private static final Path PROPERTIES =
      HERE.resolve("../docs/spring-properties.md").normalize();
  private static final Pattern PROPERTY = Pattern.compile("\\| `([a-z-]+)` \\|[^|]*\\| (.*) \\|");
  private static final Pattern VENDORS =
      Pattern.compile("(?:^|\\. )((?:[A-Z][A-Za-z]*(?: Connect)?(?:, )?)+): ");
  private static final Map<Capability, String> MEANS = capabilities();

  private static Map<Capability, String> capabilities() {
    Map<Capability, String> means = new LinkedHashMap<>();
    means.put(Capability.OPENID_CONNECT, "an ID token");
    means.put(Capability.SERVICE_TERMS, "the shop's terms on its screen");
    means.put(Capability.ADDITIONAL_SCOPES, "further questions later");
    means.put(Capability.SILENT_SIGN_IN, "silent sign-in in its own app");
    means.put(Capability.SHIPPING_ADDRESSES, "shipping addresses");
    means.put(Capability.CHANNEL_RELATION, "whether the visitor follows the shop's channel");
    means.put(Capability.FORM_POST, "the callback by form POST");
    means.put(Capability.SENDS_FIELDS_ONCE, "some fields at the first sign-in only");
    means.put(Capability.ENDS_UNREAD_LINKS, "links that nobody reads end");
    means.put(Capability.ISSUER_IN_CALLBACK, "its name in the callback");
    means.put(Capability.FRAGMENT_IN_CALLBACK, "a fragment behind the callback");
    return means;
  }

  @TestFactory
  List<DynamicTest> everyRowNamesWhatTheCodeHasAndNothingIsLeftOut() {
    return DescribedProvider.all().stream()
        .map(described -> DynamicTest.dynamicTest(
            described.name(),
            () -> ProviderFacts.of(FACTS, described).compareWith(described.provider())))
        .toList();
  }

  @Test
  void everyFileOfFactsIsOfAProviderInTheList() throws IOException {
    Set<String> listed = DescribedProvider.all().stream()
        .flatMap(one -> List.of(one.id() + ".tsv", one.id() + ".answers").stream())
        .collect(Collectors.toSet());
    try (var files = Files.list(FACTS)) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .containsExactlyInAnyOrderElementsOf(listed);
    }
    assertThat(MEANS).containsOnlyKeys(Capability.values());
  }

  @Test
  void thePageHasEveryProvider() throws IOException {
    String written = page();
    if (System.getProperty("guide.write") != null) {
      Files.writeString(PAGE, written);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(written);
  }

  private static String page() throws IOException {
    StringBuilder page = new StringBuilder("""
        # The providers

        What each provider gives, how sure that is, and what it wants to be told. Made of the code and of
        `sdk-testing/src/test/resources/providers` by `ProvidersPageTest`, which fails where the two differ;
        `-Dguide.write` writes this page anew. Quirks stand under the capability or the method that carries them.
        Facts change: `sync.doctor()` looks at your own registrations,
        and `sync.doctor().probe()` asks the providers ([errors.md](errors.md#what-the-doctor-finds-at-the-providers)).

        """);
    List<DescribedProvider> all = DescribedProvider.all();
    matrix(page, all);
    page.append("How sure a fact is:\n\n| word | it means |\n|---|---|\n");
    ProviderFacts.CERTAINTY.forEach(
        (word, means) -> page.append("| " + word + " | " + means + " |\n"));
    for (DescribedProvider described : all) {
      section(page, described);
    }
    return page.toString().stripTrailing() + "\n";
  }

  /** One table of who gives what, and who vouches for it. */
  private static void matrix(StringBuilder page, List<DescribedProvider> all) {
    Map<String, Field<?>> fields = new LinkedHashMap<>();
    all.forEach(one -> one.provider()
        .descriptor()
        .fields()
        .forEach(field -> fields.putIfAbsent(field.name(), field)));
    page.append("## Who gives what, and who vouches for it\n\n")
        .append(
            "**verified**: the value counts as verified here, under the condition below. given: it"
                + " is what the\nperson says; a contact is proven by a code before anybody is found by it.\n\n| |");
    all.forEach(one -> page.append(" [" + one.name() + "](#" + anchor(one) + ") |"));
    page.append("\n|---|" + "---|".repeat(all.size()) + "\n");
    fields.forEach((name, field) -> {
      page.append("| `" + name + "` |");
      for (DescribedProvider one : all) {
        boolean given = one.provider().descriptor().fields().contains(field);
        String verified = given ? ProviderFacts.of(FACTS, one).field(field).get(1) : "";
        page.append(!given ? " – |" : verified.equals("no") ? " given |" : " **verified** |");
      }
      page.append("\n");
    });
    page.append("\n");
  }

  private static String anchor(DescribedProvider one) {
    return one.name().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
  }

  private static void section(StringBuilder page, DescribedProvider described) throws IOException {
    Provider provider = described.provider();
    ProviderFacts facts = ProviderFacts.of(FACTS, described);
    page.append("\n## " + described.name() + "\n\n`" + provider.getClass().getName() + "` in `"
        + described.artifact() + "`.\n\n");
    protocol(page, provider);
    page.append("\n| field | opened by | verified | | how sure |\n|---|---|---|---|---|\n");
    for (Field<?> field : provider.descriptor().fields()) {
      List<String> row = facts.field(field);
      page.append("| `" + field.name() + "` | `" + row.get(0) + "` | " + row.get(1) + " | "
          + row.get(2) + " | " + sure(row) + " |\n");
    }
    notices(page, provider, facts);
    page.append("\n| matter | | how sure |\n|---|---|---|\n");
    for (List<String> row : facts.rows("unlink")) {
      page.append("| unlinking, by " + credential(provider) + " | " + row.get(1) + " | " + sure(row)
          + " |\n");
    }
    if (facts.rows("unlink").isEmpty()) {
      page.append(
          "| unlinking | it has no call for it; the link ends at the shop alone | the code |\n");
    }
    for (List<String> row : facts.rows("tokens")) {
      page.append("| " + row.get(0) + " token | " + row.get(1) + " | " + sure(row) + " |\n");
    }
    for (List<String> row : facts.rows("quirk")) {
      page.append("| `" + row.get(0) + "` | " + row.get(1) + " | " + sure(row) + " |\n");
    }
    page.append("\n" + properties(described) + "\n");
  }

  private static String sure(List<String> row) {
    int last = row.size() - 1;
    return "[" + row.get(last - 2) + "](" + row.get(last - 1) + "), " + row.get(last);
  }

  /** What the code says of itself. */
  private static void protocol(StringBuilder page, Provider provider) {
    ProviderDescriptor descriptor = provider.descriptor();
    List<String> can = MEANS.keySet().stream()
        .filter(descriptor.capabilities()::contains)
        .map(MEANS::get)
        .toList();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "sign-in page",
        descriptor.authorization().map(uri -> "`" + uri + "`").orElse("by the issuer's metadata"));
    rows.put(
        "ID token",
        descriptor.issuer().isEmpty()
            ? "none"
            : "signed by " + String.join(", ", descriptor.idTokenAlgorithms())
                + (descriptor.isNonceOptional() ? ", the nonce may be missing" : ""));
    rows.put("PKCE", descriptor.usesPkce() ? "sent" : "not sent");
    rows.put("client secret", auth(descriptor.clientAuth()));
    rows.put(
        "scopes of a sign-in",
        descriptor.scopes().isEmpty()
            ? "none are sent: its console decides"
            : descriptor.scopes().stream()
                .map(one -> "`" + one + "`")
                .collect(Collectors.joining(" ")));
    rows.put(
        "an access token from the shop's own app",
        provider.tokenInspection().isPresent()
            ? "looked into first: is it for one of our ids?"
            : "not taken");
    rows.put("a lost end of a link is found", inspection(provider));
    rows.put("it can do", can.isEmpty() ? "a sign-in" : String.join("; ", can));
    page.append("| with everything on | |\n|---|---|\n");
    rows.forEach((name, value) -> page.append("| " + name + " | " + value + " |\n"));
  }

  private static String inspection(Provider provider) {
    if (provider.linkInspection().isPresent()) {
      return "by asking about "
          + provider.linkInspection().get().most()
          + " people at once, without their tokens";
    }
    boolean keepsByDefault =
        provider.unlink("1").filter(call -> call.credential().isEmpty()).isPresent();
    return "by a kept token" + (keepsByDefault ? "" : ": needs the token policy `KEEP`");
  }

  private static String auth(ClientAuth auth) {
    return switch (auth) {
      case POST_BODY -> "as a form field";
      case BASIC, BASIC_UNENCODED -> "in the Authorization header";
      case NONE -> "none";
    };
  }

  private static void notices(StringBuilder page, Provider provider, ProviderFacts facts) {
    if (!receives(provider)) {
      page.append("\nIt sends no notices that are received here.\n");
      return;
    }
    page.append(
        "\n| notice | proven by | answered with | what follows | how sure |\n|---|---|---|---|---|\n");
    for (List<String> row : facts.rows("notice")) {
      page.append("| " + String.join(" | ", row.subList(0, 4)) + " | " + sure(row) + " |\n");
    }
  }

  /** A provider that takes no notices answers every one with the default's 404. */
  static boolean receives(Provider provider) {
    Webhook request = new Webhook("POST", "", Map.of(), new byte[0]);
    return provider.receive(request, Instant.EPOCH).httpStatus() != 404;
  }

  private static String credential(Provider provider) {
    ProviderCall call = provider.unlink("1").orElseThrow();
    if (call.clientTokenAddress().isPresent()) {
      return "the visitor's token and one of the shop's client";
    }
    return call.credential().isPresent() ? "a key of the shop" : "the visitor's token";
  }

  /** Those of the page of properties that are of every provider, or name this one before a colon. */
  private static String properties(DescribedProvider described) throws IOException {
    Set<String> general = new LinkedHashSet<>();
    List<String> own = new ArrayList<>();
    Optional<String> types = Optional.empty();
    String[] sections = Files.readString(PROPERTIES).split("## membersync.providers", 2);
    Matcher rows = PROPERTY.matcher(sections[1].split("\n## ", 2)[0]);
    while (rows.find()) {
      Set<String> named = new LinkedHashSet<>();
      Matcher vendors = VENDORS.matcher(rows.group(2));
      while (vendors.find()) {
        named.addAll(List.of(vendors.group(1).split(", ")));
      }
      named.remove("Default");
      if (rows.group(1).equals("type")) {
        types = Optional.of(rows.group(2));
      }
      if (named.contains(described.name())) {
        own.add(rows.group(1));
      } else if (named.isEmpty()) {
        general.add(rows.group(1));
      }
    }
    if (!types.orElseThrow().contains(described.id())) {
      return "In Spring Boot it is a bean of type `Provider`: it has no properties.";
    }
    return "Properties under `membersync.providers." + described.id() + "`: " + code(own)
        + (own.isEmpty() ? "" : ", and, as every provider: ") + code(general)
        + " ([spring-properties.md](spring-properties.md)).";
  }

  private static String code(Iterable<String> names) {
    List<String> marked = new ArrayList<>();
    names.forEach(name -> marked.add("`" + name + "`"));
    return String.join(", ", marked);
  }
}
