package io.membersync.servlet;

import io.membersync.SignIn;
import io.membersync.SignInResult.FailureDetails;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a visitor goes and comes from, which every link hands on.
 *
 * @param returnTo only ever a path of the shop, as the shop's own sign-in page gets it from here
 * @param entry the store's QR poster or campaign
 */
record Errand(Optional<String> returnTo, Optional<String> entry) {
  static final String RETURN_TO = "returnTo";
  static final String ENTRY = "entry";

  private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9]{1,8}");

  Errand {
    // The engine's default says no more than an absent one, for which the shop has a home.
    returnTo = returnTo
        .map(path -> SignIn.returningTo(path).returnPath())
        .filter(path -> path.length() > 1);
    entry = entry.filter(id -> ENTRY_ID.matcher(id).matches());
  }

  static Errand of(Parameters parameters) {
    return new Errand(parameters.find(RETURN_TO), parameters.find(ENTRY));
  }

  static Errand of(FailureDetails details) {
    return new Errand(Optional.of(details.returnPath()), details.entry());
  }

  static Errand to(String path) {
    return new Errand(Optional.of(path), Optional.empty());
  }

  Query addTo(Query query) {
    return query.add(RETURN_TO, returnTo).add(ENTRY, entry);
  }
}
