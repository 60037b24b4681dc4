package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
  private static final InheritableThreadLocal<String> SIGNED_IN = new InheritableThreadLocal<>();

  /** As Spring Security keeps it in its mode for inheriting threads. */
  @Test
  void aWorkerInheritsNothingOfTheVisitorWhoseRequestStartedIt() throws Exception {
    SIGNED_IN.set("haneul");
    try (WorkerPool pool = new WorkerPool("test", 1, 1)) {
      CompletableFuture<String> seen = new CompletableFuture<>();
      pool.run("lane", () -> seen.complete(String.valueOf(SIGNED_IN.get())));
      assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("null");
    } finally {
      SIGNED_IN.remove();
    }
  }
}
