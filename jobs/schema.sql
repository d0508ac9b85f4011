-- Times are microseconds since 1970, money is millionths of a US dollar and
-- lengths are milliseconds: both databases count and add these exactly.
CREATE TABLE IF NOT EXISTS ledger_entries (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  session TEXT NOT NULL,
  tool TEXT NOT NULL,
  product TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  args_hash TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  keyed INTEGER NOT NULL,
  owner TEXT NOT NULL,
  state TEXT NOT NULL,
  estimate_min BIGINT NOT NULL,
  estimate_max BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  cost BIGINT,
  rate_card TEXT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  request TEXT NOT NULL,
  answer TEXT NOT NULL,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  batch_id TEXT NOT NULL,
  row_number INTEGER NOT NULL,
  download INTEGER NOT NULL,
  file TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL,
  answered_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS ledger_entries_repeat ON ledger_entries (account, args_hash, created_at);
CREATE INDEX IF NOT EXISTS ledger_entries_spend ON ledger_entries (account, created_at);
CREATE INDEX IF NOT EXISTS ledger_entries_state ON ledger_entries (state, due_at);
CREATE INDEX IF NOT EXISTS ledger_entries_batch ON ledger_entries (batch_id, row_number);
CREATE INDEX IF NOT EXISTS ledger_entries_key ON ledger_entries (idempotency_key);
CREATE TABLE IF NOT EXISTS ledger_renders (
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  status TEXT NOT NULL,
  progress INTEGER NOT NULL,
  failure TEXT NOT NULL,
  done INTEGER NOT NULL,
  seconds BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  looked_at BIGINT NOT NULL,
  look_at BIGINT NOT NULL,
  PRIMARY KEY (account, kind, id)
);
CREATE INDEX IF NOT EXISTS ledger_renders_job ON ledger_renders (job_id);
CREATE INDEX IF NOT EXISTS ledger_renders_id ON ledger_renders (id);
CREATE INDEX IF NOT EXISTS ledger_renders_due ON ledger_renders (done, look_at);
CREATE TABLE IF NOT EXISTS ledger_balances (
  account TEXT NOT NULL,
  at BIGINT NOT NULL,
  usd BIGINT NOT NULL,
  PRIMARY KEY (account, at)
);
CREATE TABLE IF NOT EXISTS ledger_webhooks (
  account TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL,
  heard_at BIGINT NOT NULL,
  PRIMARY KEY (account, endpoint_id)
);
CREATE TABLE IF NOT EXISTS ledger_batches (
  batch_id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  tool TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  envelope TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS ledger_downloads (
  job_id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  host TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS ledger_downloads_due ON ledger_downloads (host, due_at);
CREATE TABLE IF NOT EXISTS ledger_callbacks (
  callback_id TEXT NOT NULL,
  job_id TEXT NOT NULL,
  PRIMARY KEY (callback_id, job_id)
);
