package io.membersync.spring;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.jdbc.OperationLog;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.ProvenContact;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.records.UnitOfWork;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;
import org.mybatis.spring.annotation.MapperScan;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.orm.jpa.SharedEntityManagerCreator;

/** Member stores as shops write them themselves, on JPA, MyBatis and JdbcClient. */
final class ShopStores {
  private ShopStores() {}

  /** What differs from one to the other. */
  interface Members {
    Optional<Map<String, String>> find(long id);

    List<Long> findByEmail(@Param("email") String email);

    long insert(Map<String, String> values);

    void update(long id, String name);
  }

  /** What a test does after the shop's own write, in the same unit of work. */
  static final class AfterWrite {
    private final AtomicInteger writes = new AtomicInteger();
    private volatile Consumer<Integer> then = write -> {};

    void then(Consumer<Integer> what) {
      this.then = what;
    }

    int writes() {
      return writes.get();
    }

    private void happened() {
      then.accept(writes.incrementAndGet());
    }
  }

  /** A store of name, e-mail and phone. */
  static final class Store implements MemberStore, MemberCreator {
    private final Members members;
    private final JdbcUnitOfWork unit;
    private final OperationLog log;
    private final AfterWrite afterWrite;

    Store(Members members, JdbcUnitOfWork unit, AfterWrite afterWrite) {
      this.members = members;
      this.unit = unit;
      this.log = new OperationLog(unit, ShopId.DEFAULT);
      this.afterWrite = afterWrite;
    }

    @Override
    public Optional<UnitOfWork> unitOfWork() {
      return Optional.of(unit);
    }

    @Override
    public Optional<MemberRecord> find(MemberId member) {
      return members
          .find(Long.parseLong(member.value()))
          .map(values -> new MemberRecord(
              member,
              values,
              new Version(Integer.toHexString(values.hashCode())),
              MemberRecord.Status.ACTIVE));
    }

    @Override
    public List<Match> findByContact(ProvenContact contact) {
      return contact.field().equals(Field.EMAIL)
          ? members.findByEmail(contact.value()).stream()
              .map(id -> new Match(new MemberId(String.valueOf(id)), contact.masked()))
              .toList()
          : List.of();
    }

    @Override
    public Creation create(GatedMember member, OperationId operation) {
      return log.create(operation, () -> {
        Map<String, String> values = new LinkedHashMap<>();
        member.values().entries().forEach(entry -> values.put(entry.attribute(), entry.text()));
        long id = members.insert(values);
        afterWrite.happened();
        return new Creation.Created(new MemberId(String.valueOf(id)));
      });
    }

    @Override
    public UpdateReport update(
        MemberId member, Version seen, GatedPatch patch, OperationId operation) {
      return log.update(operation, () -> {
        Map<String, UpdateReport.Outcome> outcomes = new LinkedHashMap<>();
        patch.entries().forEach(entry -> {
          boolean isName = entry.attribute().equals("name");
          if (isName) {
            members.update(Long.parseLong(member.value()), entry.text());
            afterWrite.happened();
          }
          outcomes.put(
              entry.attribute(),
              isName ? UpdateReport.Outcome.APPLIED : UpdateReport.Outcome.READ_ONLY);
        });
        return new UpdateReport(true, outcomes);
      });
    }
  }

  /** What all three have. */
  @Configuration(proxyBeanMethods = false)
  static class Stores {
    @Bean
    AfterWrite afterWrite() {
      return new AfterWrite();
    }

    @Bean
    Store memberStore(Members members, JdbcUnitOfWork unit, AfterWrite afterWrite) {
      return new Store(members, unit, afterWrite);
    }
  }

  private static Map<String, String> values(
      @Nullable String name, @Nullable String email, @Nullable String phone) {
    Map<String, String> values = new LinkedHashMap<>();
    Optional.ofNullable(name).ifPresent(text -> values.put("name", text));
    Optional.ofNullable(email).ifPresent(text -> values.put("email", text));
    Optional.ofNullable(phone).ifPresent(text -> values.put("phone", text));
    return values;
  }

  /** A member of the shop, as JPA sees it. */
  @Entity(name = "member")
  static class Member {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    @Nullable
    String name;

    @Column(unique = true)
    @Nullable
    String email;

    @Nullable
    String phone;

    static Member of(Map<String, String> values) {
      Member made = new Member();
      made.name = values.get("name");
      made.email = values.get("email");
      made.phone = values.get("phone");
      return made;
    }
  }

  /** With Hibernate, which writes a changed member at the end of the transaction only. */
  @Configuration(proxyBeanMethods = false)
  @EntityScan(basePackageClasses = ShopStores.class)
  static class OnJpa extends Stores {
    @Bean
    Members members(EntityManagerFactory factory) {
      EntityManager entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
      return new Members() {
        @Override
        public Optional<Map<String, String>> find(long id) {
          return Optional.ofNullable(entities.find(Member.class, id))
              .map(found -> values(found.name, found.email, found.phone));
        }

        @Override
        public List<Long> findByEmail(String email) {
          return entities
              .createQuery(
                  "SELECT m.id FROM member m WHERE LOWER(m.email) = LOWER(:email)", Long.class)
              .setParameter("email", email)
              .getResultList();
        }

        @Override
        public long insert(Map<String, String> values) {
          Member made = Member.of(values);
          entities.persist(made);
          return Optional.ofNullable(made.id).orElseThrow();
        }

        @Override
        public void update(long id, String name) {
          entities.find(Member.class, id).name = name;
        }
      };
    }
  }

  /** The statements that MyBatis runs. */
  @Mapper
  interface MemberMapper {
    @Select("SELECT name, email, phone FROM member WHERE id = #{id}")
    @Nullable
    Member find(@Param("id") long id);

    @Select("SELECT id FROM member WHERE LOWER(email) = LOWER(#{email})")
    List<Long> findByEmail(@Param("email") String email);

    @Insert("INSERT INTO member (name, email, phone) VALUES (#{name}, #{email}, #{phone})")
    @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
    int insert(Member member);

    @Update("UPDATE member SET name = #{name} WHERE id = #{id}")
    int update(@Param("id") long id, @Param("name") String name);
  }

  /** With MyBatis. */
  @Configuration(proxyBeanMethods = false)
  @MapperScan(basePackageClasses = ShopStores.class, annotationClass = Mapper.class)
  static class OnMyBatis extends Stores {
    @Bean
    Members members(MemberMapper mapper) {
      return new Members() {
        @Override
        public Optional<Map<String, String>> find(long id) {
          return Optional.ofNullable(mapper.find(id))
              .map(found -> values(found.name, found.email, found.phone));
        }

        @Override
        public List<Long> findByEmail(String email) {
          return mapper.findByEmail(email);
        }

        @Override
        public long insert(Map<String, String> values) {
          Member made = Member.of(values);
          mapper.insert(made);
          return Optional.ofNullable(made.id).orElseThrow();
        }

        @Override
        public void update(long id, String name) {
          mapper.update(id, name);
        }
      };
    }
  }

  /** With Spring's own JDBC. */
  @Configuration(proxyBeanMethods = false)
  static class OnJdbc extends Stores {
    @Bean
    Members members(JdbcClient jdbc) {
      return new Members() {
        @Override
        public Optional<Map<String, String>> find(long id) {
          return jdbc.sql("SELECT name, email, phone FROM member WHERE id = ?")
              .param(id)
              .query((row, number) -> values(row.getString(1), row.getString(2), row.getString(3)))
              .optional();
        }

        @Override
        public List<Long> findByEmail(String email) {
          List<Long> ids = new ArrayList<>();
          jdbc.sql("SELECT id FROM member WHERE LOWER(email) = LOWER(?)")
              .param(email)
              .query((RowCallbackHandler) row -> ids.add(row.getLong(1)));
          return ids;
        }

        @Override
        public long insert(Map<String, String> values) {
          KeyHolder made = new GeneratedKeyHolder();
          jdbc.sql("INSERT INTO member (name, email, phone) VALUES (?, ?, ?)")
              .param(values.get("name"))
              .param(values.get("email"))
              .param(values.get("phone"))
              .update(made, "id");
          return Optional.ofNullable(made.getKey()).orElseThrow().longValue();
        }

        @Override
        public void update(long id, String name) {
          jdbc.sql("UPDATE member SET name = ? WHERE id = ?")
              .param(name)
              .param(id)
              .update();
        }
      };
    }
  }
}
