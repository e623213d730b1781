/** Requests that were counted against a limit. */
export const limits = /* sql */ `
-- Not written to the log: it may be lost in a crash, and every limited request writes to it.
create unlogged table rate_window (
  policy text not null,
  client text not null,
  times timestamptz[] not null,
  is_allowed boolean not null,
  ends_at timestamptz not null,
  primary key (policy, client)
) with (fillfactor = 70);
`;
