package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.testsupport.Fault;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://kauth.kakao.com/oauth/token",
        "https://KAUTH.kakao.com:443/a?b=c",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://1.example/",
        "http://localhost:8080/",
        "http://127.0.0.1/",
        "http://[::1]:9/",
        "https://localhost/"
      })
  void whatTheInternetRoutesPassesAndLiteralLoopback(String address) {
    assertThat(AddressGuard.fault(URI.create(address))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://kauth.kakao.com/",
        "ftp://kauth.kakao.com/",
        "https://127.0.0.2/",
        "https://127.1/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://172.16.0.1/",
        "https://172.31.255.255/",
        "https://192.168.0.1/",
        "https://198.18.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://010.8.8.8/",
        "https://8.8.8.08/",
        "https://8.8.8.8.8/",
        "https://[::ffff:7f00:1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[::]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[ff02::1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2001:db8::1]/",
        "https://anything.localhost/"
      })
  @Fault("JD-12")
  void internalAddressesAreRefusedInEverySpelling(String address) {
    assertThat(AddressGuard.fault(URI.create(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.example@evil.example/",
        "https://user:pass@good.example/",
        "https://good.example./",
        "https://good.example:0/",
        "https://good.example/#fragment",
        "https:///path",
        "https:good.example",
        "https://고.example/",
        "https://good_.example/"
      })
  @Fault("JD-14")
  void trickySpellingsAreRefused(String address) {
    assertThat(AddressGuard.fault(URI.create(address))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://good.example\\@evil.example/", "https://good\t.example/", "https://a b/"})
  @Fault("JD-14")
  void whatIsNoUriDoesNotGetThatFar(String address) {
    assertThatThrownBy(() -> URI.create(address)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Fault("JD-12")
  void resolvedAddressesAreJudgedByTheirBytes() throws Exception {
    for (String internal : List.of(
        "127.0.0.1",
        "10.0.0.1",
        "100.127.255.255",
        "0.0.0.0",
        "::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "64:ff9b::a00:1",
        "2001::1",
        "2002::1",
        "3fff::1",
        "ff02::1",
        "240.0.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.51.100.1",
        "203.0.113.1")) {
      assertThat(AddressGuard.isPublic(InetAddress.getByName(internal)))
          .as(internal)
          .isFalse();
    }
    for (String outside : List.of(
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "169.253.0.1",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2001:4860:4860::8888")) {
      assertThat(AddressGuard.isPublic(InetAddress.getByName(outside)))
          .as(outside)
          .isTrue();
    }
  }

  @Test
  @Fault("JD-12")
  void aNameThatLeadsInsideOpensNoConnection() {
    AtomicInteger looked = new AtomicInteger();
    OkHttpClient client = new OkHttpClient.Builder()
        .dns(name -> {
          looked.incrementAndGet();
          return List.of(InetAddress.getLoopbackAddress());
        })
        .build();
    try (GatewayFixture it =
        new GatewayFixture(HttpOptions.builder().client(client).build())) {
      URI inside = URI.create("https://good.example:" + it.server.port() + "/");
      ProviderFailure failure = refusal(it, inside);

      assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
      assertThat(failure.error().code()).isEqualTo("address_refused");
      assertThat(looked).hasValue(1);
      assertThat(it.server.connections()).isZero();
    }
  }

  @Test
  @Fault("JD-12")
  void aLiteralInternalAddressOpensNoConnection() {
    try (GatewayFixture it = new GatewayFixture()) {
      for (String host : List.of("0.0.0.0", "[::ffff:7f00:1]", "127.0.0.2")) {
        URI inside = URI.create("https://" + host + ":" + it.server.port() + "/");
        assertThat(refusal(it, inside).error().code()).isEqualTo("address_refused");
      }
      assertThat(it.server.connections()).isZero();
    }
  }

  @Test
  @Fault("JD-12")
  void aProviderWithAnInternalAddressIsRefusedBeforeAnySignIn() {
    try (GatewayFixture it = new GatewayFixture()) {
      Provider provider = Provider.of(
          it.descriptor().profile("https://10.0.0.7/me").build(), GatewayFixture.client());
      assertThatThrownBy(() -> ProviderGateway.check(provider))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("profile")
          .hasMessageContaining("internal");
      ProviderGateway.check(it.openId());
    }
  }

  private static ProviderFailure refusal(GatewayFixture it, URI address) {
    try {
      it.gateway.call(it.plain(), ProviderCall.get("profile", address), Optional.empty());
    } catch (ProviderFailure failure) {
      return failure;
    }
    throw new AssertionError("the call passed");
  }
}
