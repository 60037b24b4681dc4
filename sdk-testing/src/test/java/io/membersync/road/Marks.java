package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.ReceivedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * Values that must not be printed, and the places where they are looked for: everything printed and
 * logged while this is open, the text of objects, new temporary files.
 */
final class Marks implements AutoCloseable {
  private final Set<String> marks = new LinkedHashSet<>();

  @SuppressWarnings("JdkObsolete") // several threads print
  private final StringBuffer printed = new StringBuffer();

  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final Logger root = LogManager.getLogManager().getLogger("");
  private final Handler handler = new Capture();
  private final List<Map.Entry<Logger, Level>> loud = new ArrayList<>();
  private final PrintStream err = System.err;
  private final PrintStream out = System.out;
  private final Instant started = Instant.now().minusSeconds(1);

  /** Begins to listen. */
  Marks() {
    PrintStream captured = new PrintStream(console, true, StandardCharsets.UTF_8);
    System.setErr(captured);
    System.setOut(captured);
    root.addHandler(handler);
    for (String name : List.of("", "okhttp3", "okhttp3.OkHttpClient", "io.membersync")) {
      Logger logger = Logger.getLogger(name);
      loud.add(Map.entry(logger, Optional.ofNullable(logger.getLevel()).orElse(Level.INFO)));
      logger.setLevel(name.isEmpty() ? Level.FINE : Level.ALL);
    }
  }

  void add(String mark) {
    marks.add(mark);
  }

  void addAll(Collection<String> more) {
    marks.addAll(more);
  }

  /** Tokens, codes and verifiers, as they went over the wire. */
  void addFromTheWire(FakeKakao kakao) {
    for (KakaoEndpoint endpoint : KakaoEndpoint.values()) {
      for (ReceivedRequest request : kakao.requests(endpoint)) {
        request
            .header("Authorization")
            .map(text -> text.substring(text.indexOf(' ') + 1))
            .ifPresent(this::add);
        for (String name : List.of("code", "code_verifier", "refresh_token")) {
          request.parameter(name).filter(text -> text.length() > 20).ifPresent(this::add);
        }
      }
    }
  }

  int count() {
    return marks.size();
  }

  /** Everything that was printed and logged. */
  String printed() {
    return console.toString(StandardCharsets.UTF_8) + printed;
  }

  void assertClean(String what, String text) {
    for (String mark : marks) {
      assertThat(text.contains(mark)).as("%s hold %s", what, mark).isFalse();
    }
  }

  void assertCleanFailure(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text)); // with causes and suppressed ones
    assertClean("a failure's messages", text.toString());
  }

  /**
   * Looks at the text of everything that can be reached by public accessors, of our own types.
   *
   * @return how many objects that were
   */
  int assertCleanObjects(Collection<?> objects) {
    Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    objects.forEach(object -> walk(object, visited, 0));
    return visited.size();
  }

  private void walk(Object object, Set<Object> visited, int depth) {
    if (object instanceof Optional<?> optional) {
      optional.ifPresent(inner -> walk(inner, visited, depth));
    } else if (object instanceof Map<?, ?> map) {
      map.values().forEach(inner -> walk(inner, visited, depth));
    } else if (object instanceof Collection<?> collection) {
      collection.forEach(inner -> walk(inner, visited, depth));
    } else if (object.getClass().getName().startsWith("io.membersync.")
        && !object.getClass().getName().startsWith("io.membersync.testing")
        && depth < 8
        && visited.add(object)) {
      assertClean(object.getClass().getName(), object.toString());
      for (Method method : object.getClass().getMethods()) {
        boolean accessor = method.getParameterCount() == 0
            && method.getReturnType() != void.class
            && method.getDeclaringClass() == object.getClass()
            && Modifier.isPublic(object.getClass().getModifiers())
            && !Modifier.isStatic(method.getModifiers())
            && !Set.of("work", "reveal", "hashCode", "toString").contains(method.getName());
        if (accessor) {
          Object value = invoke(method, object);
          if (value != null) {
            walk(value, visited, depth + 1);
          }
        }
      }
    }
  }

  private static @org.jspecify.annotations.Nullable Object invoke(Method method, Object object) {
    try {
      return method.invoke(object);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError(method + " cannot be read", e);
    }
  }

  void assertNoTemporaryFileHasAMark() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      for (Path file : files.filter(this::isNewAndSmall).toList()) {
        assertClean(
            "temporary file " + file.getFileName(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
  }

  private boolean isNewAndSmall(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.isReadable(file)
          && Files.size(file) < 10_000_000
          && Files.getLastModifiedTime(file).compareTo(FileTime.from(started)) > 0;
    } catch (IOException e) {
      return false; // somebody else's file, gone meanwhile
    }
  }

  @Override
  public void close() {
    System.setErr(err);
    System.setOut(out);
    root.removeHandler(handler);
    loud.forEach(entry -> entry.getKey().setLevel(entry.getValue()));
  }

  /** What goes to java.util.logging, as a handler would print it. */
  private final class Capture extends Handler {
    private Capture() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord entry) {
      printed.append(new SimpleFormatter().format(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
