package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.records.KeyRing;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shop can set, and what it cannot. */
class ConfigurationRoadTest {
  private static final Provider KAKAO = Kakao.of("rest-api-key", Secret.of("client-secret"));

  @Test
  @Fault("CF-01")
  void whatIsMissingIsNamedAtBuildAndNoValueIsShown() {
    assertThatThrownBy(() -> builder().callbacks(https()).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("provider(");
    assertThatThrownBy(() -> builder().provider(KAKAO).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("callbacks(")
        .hasMessageNotContaining("client-secret");
    assertThatThrownBy(() -> Secret.of(" ")).hasMessageContaining("secret");
    assertThatThrownBy(() -> Kakao.of(" ", Secret.of("client-secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client id")
        .hasMessageNotContaining("client-secret");
    assertThatThrownBy(() -> KeyRing.of(Secret.of("too-short-a-key")))
        .hasMessageContaining("secret 1")
        .hasMessageContaining("32")
        .hasMessageNotContaining("too-short-a-key");
    assertThatThrownBy(() -> ProviderDescriptor.builder(ProviderId.of("own"))
            .token("https://own.example/token", ClientAuth.POST_BODY)
            .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("own")
        .hasMessageContaining("authorization");
    assertThatThrownBy(() -> OpenIdConnect.of(
            ProviderId.of("own"), URI.create("issuer"), "client", Secret.of("client-secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("issuer")
        .hasMessageNotContaining("client-secret");
  }

  @Test
  @Fault("CF-01")
  void aTokenPolicyForAnUnknownProviderIsRefused() {
    MemberSyncBuilder builder = builder()
        .provider(KAKAO)
        .callbacks(https())
        .tokens(ProviderId.of("naver"), io.membersync.provider.Provider.TokenPolicy.KEEP);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("naver");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://shop.example/callback/",
        "http://10.0.0.1/callback/",
        "http://127.0.0.1.example/callback/",
        "http://localhost.example/callback/",
        "http://[::2]/callback/",
        "ftp://localhost/callback/",
        "javascript:alert(1)//",
        "/callback/",
        "https://user@shop.example/callback/",
        "https://shop.example/callback/?x=1",
        "https://shop.example/callback/#x",
        "https://shop.example/callback"
      })
  @Fault("CF-02")
  void aRedirectAddressThatIsNotSafeIsRefused(String base) {
    assertThatThrownBy(() -> builder().callbacks(URI.create(base)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("callbacks");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/",
        "http://127.0.0.1/a/",
        "http://[::1]:8080/a/",
        "https://shop.example/"
      })
  @Fault("CF-02")
  void httpIsForLoopbackOnly(String base) {
    try (MemberSync sync = builder().provider(KAKAO).callbacks(URI.create(base)).build()) {
      assertThat(sync.redirectUri(Kakao.ID)).isEqualTo(URI.create(base + "kakao"));
    }
  }

  @Test
  @Fault("CF-04")
  void everyProviderHasARedirectAddressOfItsOwn() {
    assertThatThrownBy(() -> builder().provider(KAKAO).provider(KAKAO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kakao")
        .hasMessageContaining("twice");
    for (String id : List.of("", "a/b", "..", "a?b", "a#b", "KAKAO", "a b", "a%2fb", "kakao/")) {
      assertThatThrownBy(() -> ProviderId.of(id)).isInstanceOf(IllegalArgumentException.class);
    }
    Kakao second =
        Kakao.of("other-key", Secret.of("other-secret")).withId(ProviderId.of("kakao-old"));
    try (MemberSync sync =
        builder().provider(KAKAO).provider(second).callbacks(https()).build()) {
      assertThat(sync.providers())
          .extracting(provider -> sync.redirectUri(provider.id()))
          .doesNotHaveDuplicates()
          .containsExactly(https().resolve("kakao"), https().resolve("kakao-old"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://own.example/x",
        "http://own.example/x",
        "https://user@own.example/x",
        "https://good.example@evil.example/x",
        "https://10.0.0.1/x",
        "https://172.16.0.1/x",
        "https://192.168.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/x",
        "https://0.0.0.0/x",
        "https://[fd00::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://0177.0.0.1/x",
        "https://own.example:0/x",
        "https://own.example./x",
        "https:///x",
        "own.example/x",
        "https://own.example/x#part"
      })
  @Fault("CF-06")
  void aProviderWithAnInternalOrScriptAddressIsRefused(String address) {
    assertThatThrownBy(() -> builder().provider(own(address, "https://own.example/token")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("own")
        .hasMessageContaining("authorization");
    assertThatThrownBy(() -> builder().provider(own("https://own.example/authorize", address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("own")
        .hasMessageContaining("token");
    assertThatThrownBy(() -> builder()
            .provider(Provider.of(
                ProviderDescriptor.builder(ProviderId.of("own"))
                    .authorization("https://own.example/authorize")
                    .token("https://own.example/token", ClientAuth.POST_BODY)
                    .openIdConnect("https://own.example", address)
                    .build(),
                ClientRegistration.of("client", Secret.of("client-secret")))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Fault("CF-07")
  void noPublicSwitchSkipsStateSignatureOrTls() throws Exception {
    Pattern protection = Pattern.compile(
        "state|csrf|nonce|pkce|signature|verif|issuer|audience|algorithm|tls|ssl|certificate"
            + "|hostname|trust|redirect|loopback|cookie|secure|guard|check|valid|expir|skew");
    Pattern off = Pattern.compile("skip|disab|ignor|without|insecure|unsafe|bypass|lenient|allow"
        + "|trustall|accept|permit|noverif|dangerous|relax|off|optional|tolerat|skew");
    // withoutPkce: for a provider that refuses PKCE; the code stays bound by state, browser and
    // client secret. tokenTypeOptional is about a member that proves nothing; allowHosts names
    // hosts, and the address guard holds for them; alsoAccepting names further app keys.
    // nonceOptional: for an issuer that does not say it repeats the nonce. Another one is refused,
    // and
    // the code stays bound as with withoutPkce.
    Set<String> known = Set.of("withoutPkce", "nonceOptional", "isNonceOptional");
    Set<String> found = new TreeSet<>();
    for (Class<?> type : publicTypes()) {
      List<Executable> members = new ArrayList<>(List.of(type.getDeclaredMethods()));
      members.addAll(List.of(type.getDeclaredConstructors()));
      for (Executable member : members) {
        String name = member.getName().toLowerCase(java.util.Locale.ROOT);
        boolean reachable = Modifier.isPublic(member.getModifiers());
        boolean switches = protection.matcher(name).find() && off.matcher(name).find();
        if (reachable && switches && !known.contains(member.getName())) {
          found.add(type.getName() + "." + member.getName());
        }
        for (Class<?> parameter : member.getParameterTypes()) {
          if (reachable && parameter.getName().endsWith("HostnameVerifier")) {
            found.add(type.getName() + "." + member.getName() + "(HostnameVerifier)");
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  @Fault("CF-07")
  void noSystemPropertyOrVariableIsASwitch() throws Exception {
    // What the class files name: a property of ours would have to stand there as text.
    List<String> found = new ArrayList<>();
    try (Classes classes = Classes.ofTheCore()) {
      assertThat(classes.files()).as("what is looked through").hasSizeGreaterThan(100);
      for (Path file : classes.files()) {
        String text =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        if ((text.contains("getProperty") && text.contains("java/lang/System"))
            || text.contains("getenv")
            || (text.contains("java/lang/Boolean") && text.contains("getBoolean"))) {
          found.add(file.toString());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  @Fault("CF-07")
  void idTokensWithoutASignatureCannotBeAllowed() {
    for (String algorithm : List.of("none", "NONE", "NoNe", "none ", "HS999", "")) {
      assertThatThrownBy(() -> builder()
              .provider(Provider.of(
                  ProviderDescriptor.builder(ProviderId.of("own"))
                      .authorization("https://own.example/authorize")
                      .token("https://own.example/token", ClientAuth.POST_BODY)
                      .openIdConnect("https://own.example", "https://own.example/keys")
                      .idTokenAlgorithms(algorithm)
                      .build(),
                  ClientRegistration.of("client", Secret.of("client-secret")))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("algorithm");
    }
  }

  @Test
  @Fault("CF-13")
  void limitsOutOfRangeAreRefusedWithTheirValue() {
    HttpOptions.Builder http = HttpOptions.builder();
    for (Duration bad : List.of(
        Duration.ZERO,
        Duration.ofMillis(-1),
        Duration.ofSeconds(-300),
        Duration.ofMillis(10_001),
        Duration.ofSeconds(301),
        Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> http.perAttempt(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("perAttempt")
          .hasMessageContaining(bad.toString());
      assertThatThrownBy(() -> http.perSignIn(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("perSignIn");
    }
    HttpOptions.Builder crossed =
        HttpOptions.builder().perAttempt(Duration.ofSeconds(5)).perSignIn(Duration.ofSeconds(4));
    assertThatThrownBy(crossed::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("perAttempt");
  }

  @Test
  @Fault("CF-13")
  void workWithoutABudgetIsRefused() {
    try (MemberSync sync = builder().provider(KAKAO).callbacks(https()).build()) {
      for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
        assertThatThrownBy(() -> sync.work().runDue(bad))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("budget");
      }
    }
  }

  private static MemberSyncBuilder builder() {
    return MemberSync.builder(new InMemoryMemberStore(), Notices.korea("Wine Shop"));
  }

  private static URI https() {
    return URI.create("https://shop.example/callback/");
  }

  private static Provider own(String authorization, String token) {
    return Provider.of(
        ProviderDescriptor.builder(ProviderId.of("own"))
            .authorization(authorization)
            .token(token, ClientAuth.POST_BODY)
            .build(),
        ClientRegistration.of("client", Secret.of("client-secret")));
  }

  /** Every public type, nested ones included, of the packages that a shop can reach. */
  private static List<Class<?>> publicTypes() throws Exception {
    List<Class<?>> types = new ArrayList<>();
    try (Classes classes = Classes.ofTheCore()) {
      for (Path file : classes.files()) {
        String name = classes.root().relativize(file).toString().replace('/', '.');
        boolean open = !name.startsWith("io.membersync.internal")
            && !name.startsWith("io.membersync.oauth")
            && !name.equals("module-info.class");
        if (open) {
          Class<?> type = Class.forName(
              name.substring(0, name.length() - ".class".length()),
              false,
              MemberSync.class.getClassLoader());
          if (Modifier.isPublic(type.getModifiers())) {
            types.add(type);
          }
        }
      }
    }
    assertThat(types).hasSizeGreaterThan(60);
    return types;
  }

  /** The class files of the core, from its folder or its jar. */
  private record Classes(Path root, AutoCloseable source) implements AutoCloseable {
    static Classes ofTheCore() throws IOException, URISyntaxException {
      Path location = Path.of(
          MemberSync.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(location)) {
        return new Classes(location, () -> {});
      }
      FileSystem jar = FileSystems.newFileSystem(location);
      return new Classes(jar.getPath("/"), jar);
    }

    List<Path> files() throws IOException {
      try (Stream<Path> files = Files.walk(root)) {
        return files.filter(file -> file.toString().endsWith(".class")).toList();
      }
    }

    @Override
    public void close() throws IOException {
      try {
        source.close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
