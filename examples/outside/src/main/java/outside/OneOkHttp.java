package outside;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import retrofit2.Retrofit;

/** Fails unless this build ended with one OkHttp that both libraries work with. */
public final class OneOkHttp {
  private OneOkHttp() {}

  public static void main(String... args) throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    List<URL> found = Collections.list(loader.getResources("okhttp3/OkHttpClient.class"));
    if (found.size() != 1 || !OkHttp.VERSION.startsWith("5.")) {
      throw new IllegalStateException(
          "wanted one OkHttp 5, found " + OkHttp.VERSION + " in " + found);
    }
    Retrofit other =
        new Retrofit.Builder().baseUrl("http://127.0.0.1/").client(new OkHttpClient()).build();
    System.out.println("one OkHttp: " + OkHttp.VERSION + ", shared with " + other.getClass());
    FirstLines.run();
  }
}
