package io.membersync.jdbc;

import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.PostalAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The codecs behind the factories of {@link SplitCodec}. All are immutable. */
final class SplitCodecs {
  private SplitCodecs() {}

  /** Area, exchange and line. */
  record Phone() implements SplitCodec {
    @Override
    public Optional<List<String>> to(String value) {
      return KoreanPhone.national(value)
          .map(national -> List.of(national.split("-", -1)))
          .filter(parts -> parts.size() == 3);
    }

    @Override
    public Optional<String> from(List<String> stored) {
      return stored.stream().anyMatch(String::isEmpty)
          ? Optional.empty()
          : Optional.of(String.join("-", stored));
    }
  }

  /** Two digits each. */
  record MonthAndDay() implements SplitCodec {
    @Override
    public Optional<List<String>> to(String value) {
      return Field.BIRTHDAY
          .fromText(value)
          .filter(birthday -> !birthday.lunar())
          .map(birthday -> List.of(digits(birthday.month()), digits(birthday.day())));
    }

    @Override
    public Optional<String> from(List<String> stored) {
      if (!stored.stream().allMatch(part -> part.matches("[0-9]{1,2}"))) {
        return Optional.empty();
      }
      return Birthday.find(
              Integer.parseInt(stored.get(0)), Integer.parseInt(stored.get(1)), false, false)
          .map(Field.BIRTHDAY::toText);
    }

    private static String digits(int number) {
      return String.format(Locale.ROOT, "%02d", number);
    }
  }

  /** Postal code, base, detail. */
  record Address() implements SplitCodec {
    @Override
    public Optional<List<String>> to(String value) {
      return Field.SHIPPING_ADDRESSES
          .fromText(value)
          .flatMap(addresses -> addresses.stream()
              .filter(PostalAddress::isDefault)
              .findFirst()
              .or(() -> addresses.stream().findFirst()))
          .map(address -> List.of(
              address.postalCode().orElse(""), address.base(), address.detail().orElse("")));
    }

    @Override
    public Optional<String> from(List<String> stored) {
      if (stored.get(1).isEmpty()) {
        return Optional.empty();
      }
      PostalAddress address = new PostalAddress(
          "shop",
          Optional.empty(),
          stored.get(1),
          Optional.of(stored.get(2)).filter(text -> !text.isEmpty()),
          Optional.of(stored.get(0)).filter(text -> !text.isEmpty()),
          Optional.empty(),
          Optional.empty(),
          true);
      return Optional.of(Field.SHIPPING_ADDRESSES.toText(List.of(address)));
    }
  }
}
