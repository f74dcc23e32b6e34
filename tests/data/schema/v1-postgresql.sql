-- A SQL store of schema version 1, as MAST made it in PostgreSQL until 25 November 2026. Never changed.
CREATE TABLE about (
	key VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY (key)
);

CREATE TABLE audit (
	seq BIGINT NOT NULL,
	prev VARCHAR NOT NULL,
	hash VARCHAR NOT NULL,
	mac VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	step VARCHAR NOT NULL,
	intent_seq BIGINT,
	actor VARCHAR NOT NULL,
	role VARCHAR NOT NULL,
	agency VARCHAR NOT NULL,
	purpose VARCHAR NOT NULL,
	case_reference VARCHAR NOT NULL,
	operation VARCHAR NOT NULL,
	query_sha256 VARCHAR NOT NULL,
	request_id VARCHAR NOT NULL,
	generation BIGINT,
	outcome VARCHAR NOT NULL,
	result_count INTEGER,
	result_sha256 VARCHAR NOT NULL,
	PRIMARY KEY (seq),
	CONSTRAINT audit_prev UNIQUE (prev)
);

CREATE INDEX audit_intent ON audit (intent_seq);

CREATE TABLE lease (
	name VARCHAR NOT NULL,
	token BIGINT NOT NULL,
	held BOOLEAN NOT NULL,
	verb VARCHAR NOT NULL,
	pid INTEGER NOT NULL,
	host VARCHAR NOT NULL,
	birth VARCHAR NOT NULL,
	since VARCHAR,
	beat DOUBLE PRECISION NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE redirects (
	kind VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	since BIGINT NOT NULL,
	until BIGINT,
	to_id VARCHAR NOT NULL,
	PRIMARY KEY (kind, id, since)
);

CREATE TABLE register (
	kind VARCHAR NOT NULL,
	member VARCHAR NOT NULL,
	since BIGINT NOT NULL,
	until BIGINT,
	id VARCHAR NOT NULL,
	PRIMARY KEY (kind, member, since)
);

CREATE TABLE register_numbers (
	kind VARCHAR NOT NULL,
	generation BIGINT NOT NULL,
	next_number BIGINT NOT NULL,
	PRIMARY KEY (kind, generation)
);

CREATE TABLE runs (
	id BIGSERIAL NOT NULL,
	verb VARCHAR NOT NULL,
	outcome VARCHAR NOT NULL,
	token BIGINT,
	pid INTEGER NOT NULL,
	host VARCHAR NOT NULL,
	birth VARCHAR NOT NULL,
	started_at VARCHAR NOT NULL,
	finished_at VARCHAR,
	facts JSON NOT NULL,
	counts JSON NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT runs_outcome CHECK (outcome IN ('running', 'done', 'failed', 'refused'))
);

CREATE TABLE stated_rows (
	partner VARCHAR NOT NULL,
	row BYTEA NOT NULL,
	content BYTEA NOT NULL,
	generation BIGINT NOT NULL,
	PRIMARY KEY (partner, row)
);

CREATE TABLE deliveries (
	id VARCHAR NOT NULL,
	partner VARCHAR NOT NULL,
	file VARCHAR NOT NULL,
	sha256 VARCHAR NOT NULL,
	data_as_of DATE NOT NULL,
	rows INTEGER NOT NULL,
	accepted INTEGER NOT NULL,
	rejected INTEGER NOT NULL,
	flagged INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	generation BIGINT,
	run_id BIGINT NOT NULL,
	begun_at VARCHAR NOT NULL,
	loaded_at VARCHAR,
	PRIMARY KEY (id),
	CONSTRAINT deliveries_state CHECK (state IN ('loading', 'loaded', 'failed', 'held')),
	FOREIGN KEY(run_id) REFERENCES runs (id)
);

CREATE INDEX deliveries_partner_sha256 ON deliveries (partner, sha256);

CREATE TABLE run_steps (
	id BIGSERIAL NOT NULL,
	run_id BIGINT NOT NULL,
	name VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	counts JSON NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT run_steps_state CHECK (state IN ('planned', 'started', 'done')),
	FOREIGN KEY(run_id) REFERENCES runs (id)
);

CREATE INDEX ix_run_steps_run_id ON run_steps (run_id);

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION 'the audit chain is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $body$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();

INSERT INTO about (key, value) VALUES ('schema_version', '1'), ('instance_id', '0123456789abcdef0123456789abcdef');

INSERT INTO lease (name, token, held, verb, pid, host, birth, beat) VALUES ('writer', 7, false, 'load', 4711, 'elsewhere', '', 0.0);

INSERT INTO runs (verb, outcome, token, pid, host, birth, started_at, finished_at, facts, counts) VALUES ('load', 'done', 7, 4711, 'elsewhere', '', '2026-10-31T06:00:00.000000+00:00', '2026-10-31T06:00:09.000000+00:00', '{}', '{}');

INSERT INTO run_steps (run_id, name, state, at, counts) VALUES (1, 'police-20261031-1a2b3c4d', 'done', '2026-10-31T06:00:08.000000+00:00', '{}');

INSERT INTO deliveries (id, partner, file, sha256, data_as_of, rows, accepted, rejected, flagged, state, generation, run_id, begun_at, loaded_at) VALUES ('police-20261031-1a2b3c4d', 'police', 'police_20261031.txt', '1a2b3c4d', '2026-10-31', 3, 2, 1, 0, 'loaded', 1, 1, '2026-10-31T06:00:00.000000+00:00', '2026-10-31T06:00:08.000000+00:00');

INSERT INTO register (kind, member, since, id) VALUES ('person', 'police:N1', 2, 'P0000001');

INSERT INTO register_numbers (kind, generation, next_number) VALUES ('person', 2, 2);
