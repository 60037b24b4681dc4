package io.membersync.testing.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on one loopback port. One daemon thread a connection; safe for many threads.
 */
public final class FakeServer implements AutoCloseable {
  private static final int BACKLOG = 512;

  private final @Nullable SSLContext tls;
  private final int port;
  private final ExecutorService threads;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refusals = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Object lock = new Object();
  private @Nullable ServerSocket listener;
  private CountDownLatch accepting = new CountDownLatch(0);
  private volatile Function<Request, Answer> handler =
      request -> Answer.text(503, "text/plain", "not started yet\n");

  private FakeServer(String name, ServerSocket listener, @Nullable SSLContext tls) {
    this.tls = tls;
    this.port = listener.getLocalPort();
    this.listener = listener;
    AtomicInteger number = new AtomicInteger();
    this.threads = Executors.newCachedThreadPool(work -> {
      Thread thread = new Thread(work, name + "-" + port + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    });
  }

  /**
   * Takes a port of 127.0.0.1; {@link #start} then answers there.
   *
   * @param name of the threads
   * @param port 0 for any free one
   * @param tls null for plain HTTP
   * @throws UncheckedIOException if the port is taken
   */
  public static FakeServer bind(String name, int port, @Nullable SSLContext tls) {
    return new FakeServer(name, listen(port), tls);
  }

  /** Starts to answer. */
  public void start(Function<Request, Answer> answers) {
    handler = answers;
    synchronized (lock) {
      acceptFrom(listener);
    }
  }

  public int port() {
    return port;
  }

  /** From now on nobody listens on the port, so connections are refused; open ones are reset. */
  public void stopListening() {
    endListening();
    open.forEach(FakeServer::reset);
  }

  /**
   * Listens on the same port again.
   *
   * @throws UncheckedIOException if somebody else took the port meanwhile
   */
  public void listenAgain() {
    synchronized (lock) {
      if (listener == null && closing.getCount() > 0) {
        listener = listen(port);
        acceptFrom(listener);
      }
    }
  }

  /** Resets the next connections before a byte is read from them. */
  public void refuse(int connections) {
    refusals.set(connections);
  }

  @Override
  public void close() {
    closing.countDown();
    endListening();
    open.forEach(FakeServer::closeQuietly);
    threads.shutdownNow();
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(HttpCaller.THIS_MACHINE, port), BACKLOG);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback port " + port, e);
    }
  }

  private void acceptFrom(@Nullable ServerSocket from) {
    if (from == null) {
      return;
    }
    CountDownLatch ended = new CountDownLatch(1);
    accepting = ended;
    threads.execute(() -> {
      while (!from.isClosed()) {
        try {
          Socket socket = from.accept();
          if (from.isClosed()) {
            reset(socket);
          } else {
            accepted(socket);
          }
        } catch (IOException stopped) {
          // The listener was closed, or one connection died while it was accepted.
        }
      }
      ended.countDown();
    });
  }

  /** Waits for the accepting thread: until it has left the system call the port stays open. */
  private void endListening() {
    synchronized (lock) {
      if (listener == null) {
        return;
      }
      closeQuietly(listener);
      listener = null;
      try {
        if (!accepting.await(5, TimeUnit.SECONDS)) {
          throw new IllegalStateException("port " + port + " could not be given up");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void accepted(Socket socket) {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      reset(socket);
      return;
    }
    open.add(socket);
    if (closing.getCount() == 0) {
      closeQuietly(socket);
      return;
    }
    threads.execute(() -> {
      try (socket) {
        socket.setTcpNoDelay(true);
        Socket spoken = wrap(socket);
        new Connection(spoken, socket, handler, closing).serve();
      } catch (IOException gone) {
        // The caller went away, or spoke no HTTP: a server has nobody to tell.
      } finally {
        open.remove(socket);
      }
    });
  }

  private Socket wrap(Socket socket) throws IOException {
    if (tls == null) {
      return socket;
    }
    SSLSocket secure =
        (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", port, true);
    secure.setUseClientMode(false);
    secure.startHandshake();
    return secure;
  }

  /** Ends a connection with a TCP reset, as a crashed server or an impatient load balancer does. */
  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException gone) {
      // It is closed already, which is what was wanted.
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception gone) {
      // Closing is all that was wanted.
    }
  }
}
