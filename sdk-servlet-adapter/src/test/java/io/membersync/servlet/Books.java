package io.membersync.servlet;

import io.membersync.Consents;
import io.membersync.Consents.Agreed;
import io.membersync.Members.Answered;
import io.membersync.Members.GivenUp;
import io.membersync.Members.Question;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records.Identity;
import io.membersync.records.Records.Step;
import java.util.List;
import java.util.Optional;

/** Books that say what a test tells them. */
final class Books implements MemberBooks {
  private final Runnable before;
  List<Consents.Entry> notices = List.of();
  List<Consents.Held> held = List.of();
  List<Step> steps = List.of();
  List<Erasure> toBlank = List.of();
  List<Identity> waysIn = List.of();
  Agreed agreed = Agreed.AGREED;

  Books(Runnable before) {
    this.before = before;
  }

  @Override
  public List<Consents.Entry> notices(MemberId member) {
    before.run();
    return notices;
  }

  @Override
  public List<Consents.Held> held(MemberId member) {
    before.run();
    return held;
  }

  @Override
  public List<Step> steps(MemberId member) {
    before.run();
    return steps;
  }

  @Override
  public List<Erasure> toBlank(MemberId member, String tag) {
    return toBlank;
  }

  @Override
  public void withdraw(MemberId member, String tag) {
    before.run();
  }

  @Override
  public Agreed agree(MemberId member, NoticeReference shown) {
    before.run();
    return agreed;
  }

  @Override
  public List<Question> questions(MemberId member) {
    before.run();
    return List.of();
  }

  @Override
  public Answered answer(MemberId member, Question question, boolean takeOver) {
    before.run();
    return Answered.NOT_OPEN;
  }

  @Override
  public List<Identity> waysIn(MemberId member) {
    before.run();
    return waysIn;
  }

  @Override
  public GivenUp giveUp(MemberId member, ProviderId provider) {
    before.run();
    return GivenUp.NOT_LINKED;
  }

  @Override
  public Optional<String> export(MemberId member) {
    before.run();
    return Optional.empty();
  }
}
