package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider did not do its part. The message names provider, step, code and status and holds
 * nothing of the visitor; a cause is kept only where its own message cannot quote an answer.
 */
public final class ProviderFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_CODE = 64;

  private final transient ProviderId provider;
  private final String step;
  private final transient ProviderError error;
  private final transient Optional<String> requestId;
  private final transient Optional<TokenSet> tokens;

  ProviderFailure(ProviderId provider, String step, ProviderError error) {
    this(provider, step, error, Optional.empty(), Optional.empty(), null);
  }

  ProviderFailure(
      ProviderId provider,
      String step,
      ProviderError error,
      Optional<String> requestId,
      Optional<TokenSet> tokens,
      @Nullable Throwable cause) {
    super(message(provider, step, error, requestId), cause);
    this.provider = provider;
    this.step = step;
    this.error = error;
    this.requestId = requestId;
    this.tokens = tokens;
  }

  static ProviderFailure of(
      ProviderId provider, String step, ErrorKind kind, String code, String fix) {
    return new ProviderFailure(provider, step, ProviderError.of(kind, code, 0, fix));
  }

  /**
   * The same failure with the tokens that were there already, for a fetch later. An answer that may
   * be an attack takes its tokens with it.
   */
  ProviderFailure holding(TokenSet already) {
    if (error.kind() == ErrorKind.PROTOCOL) {
      return this;
    }
    ProviderFailure same =
        new ProviderFailure(provider, step, error, requestId, Optional.of(already), getCause());
    same.setStackTrace(getStackTrace());
    return same;
  }

  public ProviderId provider() {
    return provider;
  }

  /** {@code metadata}, {@code token}, {@code keys}, {@code read}, or the name of a call. */
  public String step() {
    return step;
  }

  public ProviderError error() {
    return error;
  }

  public ErrorKind kind() {
    return error.kind();
  }

  /** The provider's own id of the request that failed. */
  public Optional<String> requestId() {
    return requestId;
  }

  /** The tokens, when the exchange itself had succeeded and they may still be used. */
  public Optional<TokenSet> tokens() {
    return tokens;
  }

  private static String message(
      ProviderId provider, String step, ProviderError error, Optional<String> requestId) {
    StringBuilder text = new StringBuilder(160);
    text.append("provider ").append(provider).append(", step ").append(step);
    text.append(": ").append(error.kind()).append(' ').append(plain(error.code()));
    if (error.httpStatus() > 0) {
      text.append(", HTTP ").append(error.httpStatus());
    }
    requestId.ifPresent(id -> text.append(", request ").append(id));
    return text.append(". ").append(error.fix()).toString();
  }

  /** A provider's code goes into messages and logs, so it must look like one. */
  static String plain(String code) {
    boolean fits = !code.isEmpty() && code.length() <= LONGEST_CODE;
    for (int i = 0; fits && i < code.length(); i++) {
      char c = code.charAt(i);
      fits = (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '_'
          || c == '-'
          || c == '.'
          || c == ':';
    }
    return fits ? code : "unprintable";
  }
}
