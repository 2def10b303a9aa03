-- Files of every kind, with who may do what to them; spreadsheets and forms are files too.
CREATE TABLE IF NOT EXISTS files (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  owner TEXT NOT NULL,
  created TEXT NOT NULL,
  modified TEXT NOT NULL,
  parent TEXT,
  trashed INTEGER NOT NULL DEFAULT 0,
  description TEXT,
  properties TEXT NOT NULL DEFAULT '{}',
  app_properties TEXT NOT NULL DEFAULT '{}',
  restrictions TEXT NOT NULL DEFAULT '[]',
  content BLOB,
  version INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS permissions (
  file TEXT NOT NULL REFERENCES files (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  type TEXT NOT NULL,          -- user, group, domain, anyone
  role TEXT NOT NULL,          -- owner, writer, commenter, reader
  address TEXT,                -- the email address or the domain
  view TEXT NOT NULL DEFAULT '',
  discoverable INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (file, id, view)
);
-- A resumable upload under way.
CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY,
  meta TEXT NOT NULL,
  mime TEXT NOT NULL,
  file TEXT,                   -- set where a file's content is replaced
  user TEXT NOT NULL,
  content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS drive_ids (id TEXT PRIMARY KEY);
