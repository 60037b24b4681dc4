package io.membersync.testing;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every test a {@link FakeKakao} of its own, as a parameter or by {@link #kakao()}, and
 * closes it afterwards. {@link FakeKakao} itself works without JUnit.
 *
 * <pre>{@code
 * @RegisterExtension
 * final FakeKakaoExtension fakes = new FakeKakaoExtension(() -> FakeKakao.builder().start());
 * }</pre>
 */
public final class FakeKakaoExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private final Supplier<FakeKakao> start;
  private @Nullable FakeKakao kakao;

  /** For {@code @ExtendWith(FakeKakaoExtension.class)}: {@link FakeKakao#onLoopback()}. */
  public FakeKakaoExtension() {
    this(FakeKakao::onLoopback);
  }

  /** For {@code @RegisterExtension} on an instance field: the fake that a test needs. */
  public FakeKakaoExtension(Supplier<FakeKakao> start) {
    this.start = start;
  }

  /**
   * The fake of the running test.
   *
   * @throws IllegalStateException outside of a test
   */
  public FakeKakao kakao() {
    FakeKakao running = kakao;
    if (running == null) {
      throw new IllegalStateException("there is a FakeKakao only while a test runs");
    }
    return running;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    kakao = start.get();
    store(context).put(FakeKakao.class, kakao);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    FakeKakao running = store(context).remove(FakeKakao.class, FakeKakao.class);
    kakao = null;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == FakeKakao.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    FakeKakao running = store(context).get(FakeKakao.class, FakeKakao.class);
    if (running == null) {
      throw new ParameterResolutionException("a FakeKakao is there only while a test runs");
    }
    return running;
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(
        ExtensionContext.Namespace.create(FakeKakaoExtension.class, context.getUniqueId()));
  }
}
