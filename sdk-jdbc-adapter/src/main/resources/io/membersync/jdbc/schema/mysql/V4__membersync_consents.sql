-- Consents beside their events: the exact texts that were shown, what is sent no more, what follows
-- from a withdrawal, and what is known of ages. A text is never changed or deleted: consent events refer to it by its hash.

CREATE TABLE IF NOT EXISTS membersync_notice_text (
  shop VARCHAR(32) NOT NULL,
  notice_tag VARCHAR(64) NOT NULL,
  notice_ver INTEGER NOT NULL,
  notice_lang VARCHAR(35) NOT NULL,
  notice_sha256 VARCHAR(64) NOT NULL,
  content LONGTEXT NOT NULL,
  title VARCHAR(1000) NOT NULL,
  body LONGTEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  CONSTRAINT membersync_notice_text_pk
    PRIMARY KEY (shop, notice_tag, notice_ver, notice_lang, notice_sha256)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- By which media nothing is sent to a person any more.
CREATE TABLE IF NOT EXISTS membersync_suppression (
  shop VARCHAR(32) NOT NULL,
  person_id VARCHAR(36) NOT NULL,
  medium VARCHAR(16) NOT NULL,
  cause VARCHAR(40) NOT NULL,
  suppressed_at BIGINT NOT NULL,
  CONSTRAINT membersync_suppression_pk PRIMARY KEY (shop, person_id, medium)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What follows from a withdrawal, one row for each place it has to reach: OPEN until it is done, does
-- not apply or was given up. tags are those of the notices, with commas between them.
CREATE TABLE IF NOT EXISTS membersync_consent_step (
  shop VARCHAR(32) NOT NULL,
  id VARCHAR(80) NOT NULL,
  withdrawal VARCHAR(40) NOT NULL,
  person_id VARCHAR(36) NOT NULL,
  target VARCHAR(80) NOT NULL,
  state VARCHAR(16) NOT NULL,
  tags MEDIUMTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  deadline BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  error_code VARCHAR(255),
  receipt VARCHAR(200),
  reason VARCHAR(200),
  CONSTRAINT membersync_consent_step_pk PRIMARY KEY (shop, id),
  INDEX membersync_consent_step_person (shop, person_id),
  INDEX membersync_consent_step_open (shop, state, deadline)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What is known of a person's age, by whom: a vendor's check of an adult, a guardian's consent for a
-- child. Never a birth date, and of a guardian neither name nor contact.
CREATE TABLE IF NOT EXISTS membersync_assurance (
  shop VARCHAR(32) NOT NULL,
  person_id VARCHAR(36) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  source VARCHAR(80) NOT NULL,
  outcome VARCHAR(40) NOT NULL,
  reference VARCHAR(200) NOT NULL,
  checked_at BIGINT NOT NULL,
  valid_until BIGINT,
  CONSTRAINT membersync_assurance_pk PRIMARY KEY (shop, person_id, kind)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO membersync_schema (version) VALUES (4);
