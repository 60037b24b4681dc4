package io.membersync.examples.toyshop;

import io.membersync.Secret;
import io.membersync.consent.Notices;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A wine shop on this computer whose visitors sign up with Kakao, played by a fake.
 *
 * <p>{@code mvn -Pshop} opens it until Ctrl-C; {@code -Dshop.port} is its port, 8080 by default, 0
 * for any free one. {@code mvn -Pshop -Dshop.demo}, or {@code --demo}, makes a sign-up and the first
 * sign-in of an old member by itself, prints what they left behind, and ends; {@code -Dshop.demo=consent}
 * walks through the life of somebody's consents, {@code -Dshop.demo=providers} signs somebody up through each
 * provider, and {@code -Dshop.providers} offers them all on the sign-in page. {@code -Dshop.db} is
 * {@code h2}, {@code postgresql}, {@code mariadb} or the JDBC address of a database that is there,
 * with {@code -Dshop.db.user}, {@code -Dshop.db.password} and {@code -Dshop.key}. {@code -Dshop.probe}
 * prints first what MemberSync finds in the member table.
 */
public final class ToyShop {
  private ToyShop() {}

  /**
   * Opens the shop.
   *
   * @throws IllegalStateException if it cannot be opened, or the demo fails; the message says why
   */
  public static void main(String[] arguments) throws InterruptedException {
    boolean standalone = List.of(arguments).contains("--demo");
    // Within Maven the virtual machine is older than the shop.
    long started = standalone
        ? ManagementFactory.getRuntimeMXBean().getStartTime()
        : System.currentTimeMillis();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    boolean demo = standalone || isSet("shop.demo");
    boolean ofConsent = "consent".equals(System.getProperty("shop.demo"));
    boolean ofProviders = "providers".equals(System.getProperty("shop.demo"));
    ConsentDemo.Later clock = new ConsentDemo.Later();
    Notices notices = ofConsent ? ConsentDemo.notices(clock) : ShopNotices.all();
    DatabaseChoice choice = DatabaseChoice.of(System.getProperties());
    FurtherProviders further =
        ofProviders || isSet("shop.providers") ? FurtherProviders.all() : FurtherProviders.none();
    try (Shop shop = Shop.open(port(demo), choice, key(choice, out), notices, clock, further)) {
      long ready = System.currentTimeMillis() - started;
      if (isSet("shop.probe")) {
        shop.database.members().probe().forEach(out::println);
      }
      if (ofConsent) {
        new ConsentDemo(shop, clock, out).run();
      } else if (ofProviders) {
        new ProvidersDemo(shop, out).run();
      } else if (demo) {
        new Demo(shop).run(out);
        out.println(
            "Ready after " + ready + " ms; at most " + peakHeapMegabytes() + " MB of heap in use.");
      } else {
        out.println("The toy shop is open: " + shop.address() + "  (Ctrl-C closes it)");
        shop.join();
      }
    } catch (BindException e) {
      throw new IllegalStateException(
          "port " + port(demo) + " is taken: choose another one with -Dshop.port, 0 for any", e);
    } catch (IOException e) {
      throw new IllegalStateException("the toy shop could not be reached: " + e, e);
    } finally {
      OwnServer.stop();
    }
  }

  private static boolean isSet(String property) {
    String value = System.getProperty(property);
    return value != null && !value.equals("false");
  }

  /** What was sealed with a key of one run cannot be opened in the next one. */
  private static Secret key(DatabaseChoice choice, PrintStream out) {
    String given = System.getProperty("shop.key", "");
    if (!given.isEmpty()) {
      return Secret.of(given);
    }
    if (choice.isKept()) {
      out.println("No -Dshop.key is given: what is sealed now, such as parked sign-ins and kept"
          + " tokens, is lost when the shop closes.");
    }
    return Shop.newSecret();
  }

  /** The demo needs no address that anybody could remember. */
  private static int port(boolean demo) {
    String port = System.getProperty("shop.port", demo ? "0" : "8080");
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalStateException("shop.port must be 0 to 65535: " + port);
    }
    return Integer.parseInt(port);
  }

  /** The highest use of each part of the heap, added up: never less than what was in use. */
  private static long peakHeapMegabytes() {
    long bytes = ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
        .sum();
    return (bytes + (1 << 20) - 1) >> 20;
  }
}
