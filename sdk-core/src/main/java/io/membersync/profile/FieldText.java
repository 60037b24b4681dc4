package io.membersync.profile;

import java.util.List;
import java.util.Optional;

/**
 * How a field's values are read from text, normalised, and written as canonical text. What {@link
 * #read} gave is written and read again without a change.
 */
interface FieldText<T> {
  FieldText<String> PLAIN = new PlainText();
  FieldText<String> EMAIL = new EmailText();
  FieldText<String> PHONE = new PhoneText();
  FieldText<String> PICTURE = new PictureText();
  FieldText<Gender> GENDER = new GenderText();
  FieldText<AgeRange> AGE_RANGE = new AgeRangeText();
  FieldText<Integer> BIRTH_YEAR = new BirthYearText();
  FieldText<Birthday> BIRTHDAY = new BirthdayText();
  FieldText<String> CI = new CiText();
  FieldText<List<PostalAddress>> ADDRESSES = new AddressesText();
  FieldText<List<ChannelRelation>> CHANNELS = new ChannelsText();

  String write(T value);

  /** Empty when the text is not a value of this field; never half a value. */
  Optional<T> read(String text);
}
