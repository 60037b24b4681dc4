package io.membersync;

import io.membersync.consent.Notices;
import io.membersync.lifecycle.Webhook;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore;
import io.membersync.member.ShopId;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.TokenPolicy;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Signs visitors in at a provider and makes them members of the shop. One per application; safe for
 * many threads. It starts no recurring thread: call {@link #work()} regularly.
 */
public final class MemberSync implements AutoCloseable {
  private MemberSync() {}

  /** Starts an engine for this store and these notices. */
  public static Builder builder(MemberStore members, Notices notices) {
    throw new IllegalStateException();
  }

  /** Begins a sign-in; waits for no network. */
  public Begun begin(ProviderId provider, Browser browser, SignIn signIn) {
    throw new IllegalStateException();
  }

  /** Completes a sign-in in the handler of the provider's redirect URI. */
  public SignInResult complete(Browser browser, Callback callback) {
    throw new IllegalStateException();
  }

  /**
   * Keeps a {@code form_post} for a minute.
   *
   * @return the query to redirect the browser with (303) to the same redirect URI by GET, such as
   *     {@code handle=…}; {@code complete} takes it from there. Empty: refuse with 400
   */
  public Optional<String> receiveForm(Callback callback) {
    throw new IllegalStateException();
  }

  /** Goes on with a parked sign-in. */
  public SignInResult resume(Browser browser, Parked parked, Answers answers) {
    throw new IllegalStateException();
  }

  /**
   * Takes a provider's webhook: checked, kept, and applied later by {@link #work()}.
   *
   * @return the HTTP status to answer with
   */
  public int receive(ProviderId provider, Webhook webhook) {
    throw new IllegalStateException();
  }

  /** The providers to offer, in order. */
  public List<ProviderDescriptor> providers() {
    throw new IllegalStateException();
  }

  /** The notices in force. */
  public Notices notices() {
    throw new IllegalStateException();
  }

  /** What is known of the shop's members. */
  public Members members() {
    throw new IllegalStateException();
  }

  /** Work that is due. */
  public Work work() {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}

  /** Work that is due. */
  public interface Work {
    /** Does what is due, for at most about this long. Returns how many tasks were done. */
    int runDue(Duration budget);
  }

  /** Members, as MemberSync knows them. */
  public interface Members {
    /** What MemberSync holds of this member; empty when it knows no such member. */
    Optional<MemberReport> find(MemberId member);
  }

  /** Builds a {@link MemberSync}. */
  public static final class Builder {
    private Builder() {}

    public Builder provider(Provider provider) {
      return this;
    }

    /** Base of the redirect URIs, such as {@code https://shop.example/login/callback/}. */
    public Builder callbacks(URI base) {
      return this;
    }

    public Builder keys(KeyRing keys) {
      return this;
    }

    public Builder records(Records records) {
      return this;
    }

    public Builder mapping(FieldMapping mapping) {
      return this;
    }

    public Builder shop(ShopId shop) {
      return this;
    }

    public Builder http(HttpOptions options) {
      return this;
    }

    public Builder clock(Clock clock) {
      return this;
    }

    public Builder tokens(ProviderId provider, TokenPolicy policy) {
      return this;
    }

    public MemberSync build() {
      throw new IllegalStateException();
    }
  }
}
