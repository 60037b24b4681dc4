package io.membersync.benchmarks.measuring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The main program of the provider: a server on a free port of loopback that does as little as a
 * provider can. It prints its port, then obeys {@code delay MILLISECONDS} and {@code calls}, and
 * ends when its input does.
 */
public final class ProviderProcess {
  private final ProviderAnswers answers;
  private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
  private volatile long delayNanos;

  private ProviderProcess(ProviderAnswers answers) {
    this.answers = answers;
  }

  /**
   * Serves.
   *
   * @throws IOException if no port is free
   * @throws GeneralSecurityException if this Java runtime has no RSA
   */
  public static void main(String... args) throws IOException, GeneralSecurityException {
    try (ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
      URI base = URI.create("http://127.0.0.1:" + server.getLocalPort());
      ProviderProcess process = new ProviderProcess(new ProviderAnswers(new Provider(base)));
      Thread accepting = new Thread(() -> process.accept(server), "accept");
      accepting.setDaemon(true);
      accepting.start();
      System.out.println(base);
      process.obey(System.out);
    }
  }

  private void accept(ServerSocket server) {
    while (true) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread connection = new Thread(() -> serve(socket), "connection");
        connection.setDaemon(true);
        connection.start();
      } catch (IOException e) {
        return; // closed: the process ends
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      HttpConnection connection = new HttpConnection(socket);
      while (connection.readRequest()) {
        calls.computeIfAbsent(connection.path(), path -> new AtomicLong()).incrementAndGet();
        byte[] answer = answers.answer(connection);
        connection.answerAfter(delayNanos, answer);
      }
    } catch (IOException e) {
      // The contender closed the connection.
    }
  }

  private void obey(PrintStream out) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      if (order.startsWith("delay ")) {
        delayNanos = Long.parseLong(order.substring("delay ".length())) * 1_000_000;
        out.println("ok");
      } else {
        out.println(new TreeMap<>(calls));
        calls.clear();
      }
    }
  }
}
