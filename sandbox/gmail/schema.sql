-- Mail: one row a message in one mailbox; the sender's copy and each recipient's are different rows, as with Gmail.
CREATE TABLE IF NOT EXISTS mail (
  id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL,
  thread TEXT NOT NULL,
  labels TEXT NOT NULL,        -- JSON list
  raw BLOB NOT NULL,
  at TEXT NOT NULL,
  history INTEGER NOT NULL,
  subject TEXT NOT NULL,       -- as compared when threading
  refs TEXT NOT NULL           -- JSON list: Message-ID, References, In-Reply-To
);
CREATE INDEX IF NOT EXISTS mail_box ON mail (mailbox, at);
CREATE INDEX IF NOT EXISTS mail_thread ON mail (mailbox, thread);
CREATE TABLE IF NOT EXISTS drafts (
  id TEXT PRIMARY KEY,
  mailbox TEXT NOT NULL,
  message TEXT NOT NULL,       -- the draft's message in mail
  sent_at TEXT                 -- set once sent; the row is kept so that a second send can be refused
);
CREATE TABLE IF NOT EXISTS mail_rules (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL,
  kind TEXT NOT NULL,          -- one of delivery.KINDS
  text TEXT NOT NULL,
  minutes REAL NOT NULL,       -- how long after the message
  always INTEGER NOT NULL      -- 0: only the next message
);
CREATE TABLE IF NOT EXISTS mail_waiting (
  id INTEGER PRIMARY KEY,
  due TEXT NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  address TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS mail_settings (
  id INTEGER PRIMARY KEY,
  mailbox TEXT NOT NULL,
  kind TEXT NOT NULL,          -- vacation, autoForwarding or filter
  value TEXT NOT NULL          -- JSON, as it was sent; of the first two the last one counts
);
