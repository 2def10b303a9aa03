-- Files of every kind, with who may do what to them; spreadsheets and forms are files too.
CREATE TABLE IF NOT EXISTS files (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  owner TEXT NOT NULL,         -- nobody, '', of what lies in a shared drive
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
  role TEXT NOT NULL,          -- owner, organizer, fileOrganizer, writer, commenter, reader
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
-- A shared drive is the folder of the same id among the files, and what its maker asked for.
CREATE TABLE IF NOT EXISTS shared_drives (
  id TEXT PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
  user TEXT NOT NULL,
  request TEXT NOT NULL,
  UNIQUE (user, request)
);
