package io.membersync.road;

import io.membersync.SignInResult;
import io.membersync.testsupport.Eventually;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A sign-in of a linked visitor, whose code is exchanged and whose commit waits for the test's word. */
final class LateCommit {
  private final CountDownLatch exchanged = new CountDownLatch(1);
  private final CountDownLatch word = new CountDownLatch(1);
  private final CompletableFuture<SignInResult> result;

  LateCommit(Watched watched, Supplier<SignInResult> signIn) {
    watched.beforeNext("identities.hold", () -> {
      exchanged.countDown();
      await(word);
    });
    result = CompletableFuture.supplyAsync(signIn);
    await(exchanged);
  }

  /** Lets it commit, and waits until it has. */
  SignInResult commit() {
    word.countDown();
    return result.orTimeout(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the sign-in and its test wait for each other");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
