-- MemberSync's own books. Every key begins with the shop (in consent events: the tenant).
-- Times are milliseconds since 1970-01-01 UTC. Sealed columns cannot be read without the key ring.
-- No column refers to a table of the shop. For MySQL 8.0 and MariaDB 10.6 or later. Ids that come from
-- outside are bytes (UTF-8, up to 255 characters): no collation that both servers have tells "a" from
-- "a ". Running it again after a failure goes on where it ended.

CREATE TABLE IF NOT EXISTS membersync_schema (
  version INTEGER NOT NULL,
  CONSTRAINT membersync_schema_pk PRIMARY KEY (version)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who signs in: one row for each way in through a provider.
CREATE TABLE IF NOT EXISTS membersync_identity (
  shop VARCHAR(32) NOT NULL,
  namespace VARCHAR(64) NOT NULL,
  subject VARBINARY(765) NOT NULL,
  person_id VARCHAR(36) NOT NULL,
  linked_at BIGINT NOT NULL,
  CONSTRAINT membersync_identity_pk PRIMARY KEY (shop, namespace, subject),
  INDEX membersync_identity_person (shop, person_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS membersync_person (
  shop VARCHAR(32) NOT NULL,
  person_id VARCHAR(36) NOT NULL,
  state VARCHAR(16) NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT membersync_person_pk PRIMARY KEY (shop, person_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Which member of the shop a person is: both sides at most once.
CREATE TABLE IF NOT EXISTS membersync_member (
  shop VARCHAR(32) NOT NULL,
  member_id VARBINARY(765) NOT NULL,
  person_id VARCHAR(36) NOT NULL,
  CONSTRAINT membersync_member_pk PRIMARY KEY (shop, member_id),
  CONSTRAINT membersync_member_person UNIQUE (shop, person_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- States that were spent, with the sealed outcome for a double click.
CREATE TABLE IF NOT EXISTS membersync_claim (
  shop VARCHAR(32) NOT NULL,
  claim_key VARBINARY(765) NOT NULL,
  expires_at BIGINT NOT NULL,
  outcome MEDIUMBLOB,
  outcome_expires_at BIGINT,
  CONSTRAINT membersync_claim_pk PRIMARY KEY (shop, claim_key),
  INDEX membersync_claim_expiry (shop, expires_at),
  INDEX membersync_claim_outcome (shop, outcome_expires_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Sign-ins that wait for the visitor.
CREATE TABLE IF NOT EXISTS membersync_parked (
  shop VARCHAR(32) NOT NULL,
  parked_key VARBINARY(765) NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  expires_at BIGINT NOT NULL,
  CONSTRAINT membersync_parked_pk PRIMARY KEY (shop, parked_key),
  INDEX membersync_parked_expiry (shop, expires_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What was consented to; rows are only added. seq is the order in which they were.
CREATE TABLE IF NOT EXISTS membersync_consent_event (
  tenant VARCHAR(32) NOT NULL,
  id VARCHAR(64) NOT NULL,
  seq BIGINT NOT NULL AUTO_INCREMENT,
  subj VARCHAR(64) NOT NULL,
  type VARCHAR(24) NOT NULL,
  notice_tag VARCHAR(64),
  notice_ver INTEGER,
  notice_lang VARCHAR(35),
  notice_sha256 VARCHAR(64),
  occurred_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  actor VARCHAR(16) NOT NULL,
  channel VARCHAR(16) NOT NULL,
  via VARCHAR(32) NOT NULL,
  act VARCHAR(16) NOT NULL,
  presentation_id VARCHAR(64),
  evid VARCHAR(255),
  valid_until BIGINT,
  causes MEDIUMTEXT,
  quality VARCHAR(16) NOT NULL,
  reason VARCHAR(64),
  CONSTRAINT membersync_consent_event_pk PRIMARY KEY (tenant, id),
  CONSTRAINT membersync_consent_event_seq UNIQUE (seq),
  INDEX membersync_consent_event_subject (tenant, subj, seq)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Where each value that MemberSync wrote into the shop's member came from.
CREATE TABLE IF NOT EXISTS membersync_provenance (
  shop VARCHAR(32) NOT NULL,
  person_id VARCHAR(36) NOT NULL,
  attribute VARCHAR(128) NOT NULL,
  field VARCHAR(40) NOT NULL,
  origin VARCHAR(64) NOT NULL,
  path VARCHAR(255) NOT NULL,
  verified_by VARCHAR(64),
  first_seen BIGINT NOT NULL,
  written_at BIGINT NOT NULL,
  value_hash VARCHAR(128) NOT NULL,
  basis VARCHAR(255) NOT NULL,
  CONSTRAINT membersync_provenance_pk PRIMARY KEY (shop, person_id, attribute)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What each source last showed, for the rules that compare it; question holds a sealed value while
-- the member is asked whether to take it over.
CREATE TABLE IF NOT EXISTS membersync_offer (
  shop VARCHAR(32) NOT NULL,
  person_id VARCHAR(36) NOT NULL,
  attribute VARCHAR(128) NOT NULL,
  origin VARCHAR(64) NOT NULL,
  value_hash VARCHAR(128) NOT NULL,
  verified INTEGER NOT NULL,
  first_seen BIGINT NOT NULL,
  question MEDIUMBLOB,
  CONSTRAINT membersync_offer_pk PRIMARY KEY (shop, person_id, attribute, origin)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS membersync_token (
  shop VARCHAR(32) NOT NULL,
  namespace VARCHAR(64) NOT NULL,
  subject VARBINARY(765) NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  updated_at BIGINT NOT NULL,
  lease_holder VARBINARY(765),
  lease_until BIGINT,
  CONSTRAINT membersync_token_pk PRIMARY KEY (shop, namespace, subject)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Work that is due. A row with remember_until is done: its id alone is kept until then.
CREATE TABLE IF NOT EXISTS membersync_task (
  shop VARCHAR(32) NOT NULL,
  id VARBINARY(765) NOT NULL,
  kind VARCHAR(64) NOT NULL,
  sealed MEDIUMBLOB NOT NULL,
  due_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  error_code VARCHAR(255),
  lease_until BIGINT,
  remember_until BIGINT,
  CONSTRAINT membersync_task_pk PRIMARY KEY (shop, id),
  INDEX membersync_task_due (shop, remember_until, due_at),
  INDEX membersync_task_kind (shop, kind, created_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Answers to writes of the member store, so that the same write is not done twice.
CREATE TABLE IF NOT EXISTS membersync_operation (
  shop VARCHAR(32) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  operation_id VARBINARY(765) NOT NULL,
  answer MEDIUMTEXT NOT NULL,
  forget_at BIGINT NOT NULL,
  CONSTRAINT membersync_operation_pk PRIMARY KEY (shop, kind, operation_id),
  INDEX membersync_operation_expiry (shop, forget_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Which members hold a contact, told by its keyed hash: no contact stands here.
CREATE TABLE IF NOT EXISTS membersync_contact (
  shop VARCHAR(32) NOT NULL,
  contact_hash VARCHAR(64) NOT NULL,
  member_id VARBINARY(765) NOT NULL,
  seen_at BIGINT NOT NULL,
  CONSTRAINT membersync_contact_pk PRIMARY KEY (shop, contact_hash, member_id),
  INDEX membersync_contact_member (shop, member_id),
  INDEX membersync_contact_seen (shop, seen_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How far the job is that reads all members into membersync_contact.
CREATE TABLE IF NOT EXISTS membersync_index_pass (
  shop VARCHAR(32) NOT NULL,
  pass BIGINT NOT NULL,
  step BIGINT NOT NULL,
  covers VARCHAR(64) NOT NULL,
  complete VARCHAR(64),
  begun_at BIGINT NOT NULL,
  ended_at BIGINT,
  last_member VARBINARY(765),
  members BIGINT NOT NULL,
  total BIGINT,
  unreadable BIGINT NOT NULL,
  CONSTRAINT membersync_index_pass_pk PRIMARY KEY (shop)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO membersync_schema (version) VALUES (1);
