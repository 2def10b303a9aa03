-- One row a spreadsheet: everything but its cells. `version` changes with every commit.
create table if not exists sheets_books (
  id text primary key,
  version text not null,
  document text not null
);

-- One row a row of cells, so that an append writes one row.
create table if not exists sheets_rows (
  book text not null,
  sheet integer not null,
  row integer not null,
  cells text not null,
  primary key (book, sheet, row)
) without rowid;

-- Which commit has torn a read already: with the switch torn_reads each tears one.
create table if not exists sheets_torn (
  book text primary key,
  version text not null
);

-- Points of the version history that somebody may go back to.
create table if not exists sheets_history (
  book text not null,
  name text not null,
  document text not null,
  rows text not null,
  primary key (book, name)
);
