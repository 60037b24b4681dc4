-- How an operator has switched a provider: ON, HIDDEN or OFF. One without a row is on.

CREATE TABLE membersync_provider_switch (
  shop VARCHAR(32) COLLATE "C" NOT NULL,
  namespace VARCHAR(64) COLLATE "C" NOT NULL,
  switched_to VARCHAR(16) COLLATE "C" NOT NULL,
  switched_at BIGINT NOT NULL,
  CONSTRAINT membersync_provider_switch_pk PRIMARY KEY (shop, namespace)
);

INSERT INTO membersync_schema (version) VALUES (3);
