package io.membersync.testsupport.servers;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before a server on loopback, and is cut or falls silent; or before several, to each of which
 * it leads in turn, one connection after the other.
 */
public final class CutProxy implements Closeable {
  private static final Pattern PLACE = Pattern.compile("//127\\.0\\.0\\.1:(\\d+)/");

  private final ServerSocket listening;
  private final List<Integer> targets;
  private int next;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  private CutProxy(List<Integer> targets) throws IOException {
    this.targets = targets;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Before the server of this address. */
  public static CutProxy before(String url) throws IOException {
    Matcher place = PLACE.matcher(url);
    if (!place.find()) {
      throw new IllegalArgumentException("no server on 127.0.0.1 in the address");
    }
    return new CutProxy(List.of(Integer.parseInt(place.group(1))));
  }

  /** Before the servers on these ports, beginning with the first. */
  public static CutProxy before(List<Integer> ports) throws IOException {
    return new CutProxy(List.copyOf(ports));
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** The same address through this proxy. */
  public String through(String url) {
    return PLACE.matcher(url).replaceFirst("//127.0.0.1:" + port() + "/");
  }

  /** Ends every connection; new ones are served. */
  public void cut() {
    open.forEach(CutProxy::end);
    open.clear();
  }

  /** Carries nothing any more, without ending a connection, as when a cable is pulled. */
  public void fallSilent() {
    silent = true;
  }

  public void speakAgain() {
    silent = false;
    cut();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        int target = targets.get(next);
        next = (next + 1) % targets.size();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        start(() -> carry(client, server));
        start(() -> carry(server, client));
      } catch (IOException e) {
        // Closed, or the client went at once.
      }
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, read);
          out.flush();
        }
      }
    } catch (IOException e) {
      // Cut.
    }
    end(from);
    end(to);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is ended all the same.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "cut-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
