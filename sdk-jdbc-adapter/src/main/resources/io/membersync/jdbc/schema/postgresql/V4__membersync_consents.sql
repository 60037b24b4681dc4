-- Consents beside their events: the exact texts that were shown, what is sent no more, what follows
-- from a withdrawal, and what is known of ages. A text is never changed or deleted: consent events refer to it by its hash.

CREATE TABLE membersync_notice_text (
  shop VARCHAR(32) COLLATE "C" NOT NULL,
  notice_tag VARCHAR(64) COLLATE "C" NOT NULL,
  notice_ver INTEGER NOT NULL,
  notice_lang VARCHAR(35) COLLATE "C" NOT NULL,
  notice_sha256 VARCHAR(64) COLLATE "C" NOT NULL,
  content TEXT NOT NULL,
  title VARCHAR(1000) COLLATE "C" NOT NULL,
  body TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  CONSTRAINT membersync_notice_text_pk
    PRIMARY KEY (shop, notice_tag, notice_ver, notice_lang, notice_sha256)
);

-- By which media nothing is sent to a person any more.
CREATE TABLE membersync_suppression (
  shop VARCHAR(32) COLLATE "C" NOT NULL,
  person_id VARCHAR(36) COLLATE "C" NOT NULL,
  medium VARCHAR(16) COLLATE "C" NOT NULL,
  cause VARCHAR(40) COLLATE "C" NOT NULL,
  suppressed_at BIGINT NOT NULL,
  CONSTRAINT membersync_suppression_pk PRIMARY KEY (shop, person_id, medium)
);

-- What follows from a withdrawal, one row for each place it has to reach: OPEN until it is done, does
-- not apply or was given up. tags are those of the notices, with commas between them.
CREATE TABLE membersync_consent_step (
  shop VARCHAR(32) COLLATE "C" NOT NULL,
  id VARCHAR(80) COLLATE "C" NOT NULL,
  withdrawal VARCHAR(40) COLLATE "C" NOT NULL,
  person_id VARCHAR(36) COLLATE "C" NOT NULL,
  target VARCHAR(80) COLLATE "C" NOT NULL,
  state VARCHAR(16) COLLATE "C" NOT NULL,
  tags TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  deadline BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  error_code VARCHAR(255) COLLATE "C",
  receipt VARCHAR(200) COLLATE "C",
  reason VARCHAR(200) COLLATE "C",
  CONSTRAINT membersync_consent_step_pk PRIMARY KEY (shop, id)
);
CREATE INDEX membersync_consent_step_person ON membersync_consent_step (shop, person_id);
CREATE INDEX membersync_consent_step_open ON membersync_consent_step (shop, state, deadline);

-- What is known of a person's age, by whom: a vendor's check of an adult, a guardian's consent for a
-- child. Never a birth date, and of a guardian neither name nor contact.
CREATE TABLE membersync_assurance (
  shop VARCHAR(32) COLLATE "C" NOT NULL,
  person_id VARCHAR(36) COLLATE "C" NOT NULL,
  kind VARCHAR(16) COLLATE "C" NOT NULL,
  source VARCHAR(80) COLLATE "C" NOT NULL,
  outcome VARCHAR(40) COLLATE "C" NOT NULL,
  reference VARCHAR(200) COLLATE "C" NOT NULL,
  checked_at BIGINT NOT NULL,
  valid_until BIGINT,
  CONSTRAINT membersync_assurance_pk PRIMARY KEY (shop, person_id, kind)
);

INSERT INTO membersync_schema (version) VALUES (4);
