package io.membersync.servlet;

import io.membersync.Consents;
import io.membersync.Consents.Agreed;
import io.membersync.Consents.By;
import io.membersync.MemberSync;
import io.membersync.Members;
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
import java.util.Set;

/** What the consent centre asks of {@link MemberSync}, always of one member. */
interface MemberBooks {
  List<Consents.Entry> notices(MemberId member);

  List<Consents.Held> held(MemberId member);

  List<Step> steps(MemberId member);

  /** What would be blanked if this ended now, or is still to be blanked since it has ended. */
  List<Erasure> toBlank(MemberId member, String tag);

  void withdraw(MemberId member, String tag);

  Agreed agree(MemberId member, NoticeReference shown);

  List<Question> questions(MemberId member);

  Answered answer(MemberId member, Question question, boolean takeOver);

  List<Identity> waysIn(MemberId member);

  GivenUp giveUp(MemberId member, ProviderId provider);

  Optional<String> export(MemberId member);

  /** The real ones. */
  static MemberBooks of(MemberSync sync) {
    return new MemberBooks() {
      @Override
      public List<Consents.Entry> notices(MemberId member) {
        return sync.consents().of(member);
      }

      @Override
      public List<Consents.Held> held(MemberId member) {
        return sync.consents().held(member);
      }

      @Override
      public List<Step> steps(MemberId member) {
        return sync.consents().steps(member);
      }

      @Override
      public List<Erasure> toBlank(MemberId member, String tag) {
        return sync.consents().preview(member, Set.of(tag)).stream()
            .filter(Erasure::hasValue)
            .toList();
      }

      @Override
      public void withdraw(MemberId member, String tag) {
        sync.consents().withdraw(member, Set.of(tag), By.MEMBER);
      }

      @Override
      public Agreed agree(MemberId member, NoticeReference shown) {
        return sync.consents().agree(member, List.of(shown));
      }

      @Override
      public List<Question> questions(MemberId member) {
        return sync.members().questions(member);
      }

      @Override
      public Answered answer(MemberId member, Question question, boolean takeOver) {
        return sync.members().answer(member, question, takeOver);
      }

      @Override
      public List<Identity> waysIn(MemberId member) {
        return sync.members().find(member).map(Members.Report::identities).orElse(List.of());
      }

      @Override
      public GivenUp giveUp(MemberId member, ProviderId provider) {
        return sync.members().giveUp(member, provider);
      }

      @Override
      public Optional<String> export(MemberId member) {
        return sync.consents().export(member);
      }
    };
  }
}
