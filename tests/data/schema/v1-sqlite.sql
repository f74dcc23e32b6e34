-- A SQL store of schema version 1, as MAST made it in SQLite until 25 November 2026. Never changed.
CREATE TABLE about (
	"key" VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	PRIMARY KEY ("key")
);

CREATE TABLE audit (
	seq INTEGER NOT NULL,
	prev VARCHAR NOT NULL,
	hash VARCHAR NOT NULL,
	mac VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	step VARCHAR NOT NULL,
	intent_seq INTEGER,
	actor VARCHAR NOT NULL,
	role VARCHAR NOT NULL,
	agency VARCHAR NOT NULL,
	purpose VARCHAR NOT NULL,
	case_reference VARCHAR NOT NULL,
	operation VARCHAR NOT NULL,
	query_sha256 VARCHAR NOT NULL,
	request_id VARCHAR NOT NULL,
	generation INTEGER,
	outcome VARCHAR NOT NULL,
	result_count INTEGER,
	result_sha256 VARCHAR NOT NULL,
	PRIMARY KEY (seq),
	CONSTRAINT audit_prev UNIQUE (prev)
);

CREATE INDEX audit_intent ON audit (intent_seq);

CREATE TABLE lease (
	name VARCHAR NOT NULL,
	token INTEGER NOT NULL,
	held BOOLEAN NOT NULL,
	verb VARCHAR NOT NULL,
	pid INTEGER NOT NULL,
	host VARCHAR NOT NULL,
	birth VARCHAR NOT NULL,
	since VARCHAR,
	beat DOUBLE NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE redirects (
	kind VARCHAR NOT NULL,
	id VARCHAR NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	to_id VARCHAR NOT NULL,
	PRIMARY KEY (kind, id, since)
);

CREATE TABLE register (
	kind VARCHAR NOT NULL,
	member VARCHAR NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	id VARCHAR NOT NULL,
	PRIMARY KEY (kind, member, since)
)
 WITHOUT ROWID;

CREATE TABLE register_numbers (
	kind VARCHAR NOT NULL,
	generation INTEGER NOT NULL,
	next_number INTEGER NOT NULL,
	PRIMARY KEY (kind, generation)
);

CREATE TABLE runs (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	verb VARCHAR NOT NULL,
	outcome VARCHAR NOT NULL,
	token INTEGER,
	pid INTEGER NOT NULL,
	host VARCHAR NOT NULL,
	birth VARCHAR NOT NULL,
	started_at VARCHAR NOT NULL,
	finished_at VARCHAR,
	facts JSON NOT NULL,
	counts JSON NOT NULL,
	CONSTRAINT runs_outcome CHECK (outcome IN ('running', 'done', 'failed', 'refused'))
);

CREATE TABLE stated_rows (
	partner VARCHAR NOT NULL,
	"row" BLOB NOT NULL,
	content BLOB NOT NULL,
	generation INTEGER NOT NULL,
	PRIMARY KEY (partner, "row")
)
 WITHOUT ROWID;

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
	generation INTEGER,
	run_id INTEGER NOT NULL,
	begun_at VARCHAR NOT NULL,
	loaded_at VARCHAR,
	PRIMARY KEY (id),
	CONSTRAINT deliveries_state CHECK (state IN ('loading', 'loaded', 'failed', 'held')),
	FOREIGN KEY(run_id) REFERENCES runs (id)
);

CREATE INDEX deliveries_partner_sha256 ON deliveries (partner, sha256);

CREATE TABLE run_steps (
	id INTEGER NOT NULL,
	run_id INTEGER NOT NULL,
	name VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	at VARCHAR NOT NULL,
	counts JSON NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT run_steps_state CHECK (state IN ('planned', 'started', 'done')),
	FOREIGN KEY(run_id) REFERENCES runs (id)
);

CREATE INDEX ix_run_steps_run_id ON run_steps (run_id);

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;

INSERT INTO about (key, value) VALUES ('schema_version', '1'), ('instance_id', '0123456789abcdef0123456789abcdef');

INSERT INTO lease (name, token, held, verb, pid, host, birth, beat) VALUES ('writer', 7, 0, 'load', 4711, 'elsewhere', '', 0.0);

INSERT INTO runs (verb, outcome, token, pid, host, birth, started_at, finished_at, facts, counts) VALUES ('load', 'done', 7, 4711, 'elsewhere', '', '2026-10-31T06:00:00.000000+00:00', '2026-10-31T06:00:09.000000+00:00', '{}', '{}');

INSERT INTO run_steps (run_id, name, state, at, counts) VALUES (1, 'police-20261031-1a2b3c4d', 'done', '2026-10-31T06:00:08.000000+00:00', '{}');

INSERT INTO deliveries (id, partner, file, sha256, data_as_of, rows, accepted, rejected, flagged, state, generation, run_id, begun_at, loaded_at) VALUES ('police-20261031-1a2b3c4d', 'police', 'police_20261031.txt', '1a2b3c4d', '2026-10-31', 3, 2, 1, 0, 'loaded', 1, 1, '2026-10-31T06:00:00.000000+00:00', '2026-10-31T06:00:08.000000+00:00');

INSERT INTO register (kind, member, since, id) VALUES ('person', 'police:N1', 2, 'P0000001');

INSERT INTO register_numbers (kind, generation, next_number) VALUES ('person', 2, 2);
