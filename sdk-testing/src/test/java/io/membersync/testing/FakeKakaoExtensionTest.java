package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With JUnit, and without it. */
class FakeKakaoExtensionTest {
  private static final Set<String> SEEN = new HashSet<>();

  @Nested
  @ExtendWith(FakeKakaoExtension.class)
  class AsParameter {
    @Test
    void first(FakeKakao kakao) {
      assertFresh(kakao);
    }

    @Test
    void second(FakeKakao kakao) {
      assertFresh(kakao);
    }
  }

  @Nested
  class AsField {
    @RegisterExtension
    final FakeKakaoExtension fakes =
        new FakeKakaoExtension(() -> FakeKakao.builder().host("localhost").start());

    @Test
    void fieldAndParameterAreTheSame(FakeKakao kakao) {
      assertThat(fakes.kakao()).isSameAs(kakao);
      assertThat(kakao.baseUri().getHost()).isEqualTo("localhost");
      assertFresh(kakao);
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class AfterATest {
    @RegisterExtension
    final FakeKakaoExtension fakes = new FakeKakaoExtension();

    private int port;

    @Test
    void itIsThere() throws IOException {
      port = fakes.kakao().baseUri().getPort();
      new Socket(InetAddress.getLoopbackAddress(), port).close();
    }

    @AfterAll
    void thereIsNoneAndItsPortIsClosed() {
      assertThatThrownBy(fakes::kakao).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void outsideOfATestThereIsNone() {
    assertThatThrownBy(() -> new FakeKakaoExtension().kakao())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("there is a FakeKakao only while a test runs");
  }

  @Test
  void theFakeLoadsAndServesWithoutJUnit() throws Exception {
    List<URL> withoutJUnit = pathWithoutJUnit();
    // The platform's loader would find JUnit: on the module path it knows every module.
    try (URLClassLoader loader = new URLClassLoader(withoutJUnit.toArray(URL[]::new), null)) {
      assertThatThrownBy(() -> loader.loadClass("org.junit.jupiter.api.Test"))
          .isInstanceOf(ClassNotFoundException.class);

      Class<?> type = loader.loadClass(FakeKakao.class.getName());
      Object kakao = type.getMethod("onLoopback").invoke(null);
      try {
        assertThat(type).isNotSameAs(FakeKakao.class);
        assertThat(type.getMethod("baseUri").invoke(kakao).toString())
            .startsWith("http://127.0.0.1:");
        assertThat((List<?>) type.getMethod("people").invoke(kakao)).hasSize(12);
      } finally {
        type.getMethod("close").invoke(kakao);
      }
    }
  }

  private static void assertFresh(FakeKakao kakao) {
    assertThat(kakao.calls()).isZero();
    assertThat(SEEN.add(kakao.toString() + System.identityHashCode(kakao))).isTrue();
  }

  /** Whatever this test itself runs with, from the module path or the class path. */
  private static List<URL> pathWithoutJUnit() throws MalformedURLException {
    List<URL> path = new ArrayList<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty() && !entry.contains("junit")) {
          path.add(Path.of(entry).toUri().toURL());
        }
      }
    }
    return path;
  }
}
