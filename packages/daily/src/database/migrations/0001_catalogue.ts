/** Text search, papers and what hangs on them, listings, channels, claims, state of the sources. */
export const catalogue = /* sql */ `
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;

create function immutable_unaccent(text) returns text language sql immutable parallel safe strict
  as $$ select public.unaccent('public.unaccent'::regdictionary, $1) $$;

create text search configuration public.paper (copy = english);
alter text search configuration public.paper
  alter mapping for hword, hword_part, word with public.unaccent, english_stem;

-- Words of a text with TeX in it: accents become their letters, commands and markup become blanks.
create function words_of_tex(text) returns text language sql immutable parallel safe strict
  as $$ select translate(
    regexp_replace(
      regexp_replace($1, '\\\\["''\`^~=.]\\s*\\{?\\\\?([a-zA-Z])\\}?', '\\1', 'g'),
      '\\\\[a-zA-Z]+', ' ', 'g'),
    '_^~<>\\\${}', '     ') $$;

create function paper_search_vector(title text, keywords text, authors text, abstract text)
  returns tsvector language sql immutable parallel safe
  as $$ select
      setweight(to_tsvector('public.paper', public.words_of_tex(coalesce(title, ''))), 'A')
   || setweight(to_tsvector('public.paper', coalesce(keywords, '')), 'B')
   || setweight(to_tsvector('simple', public.immutable_unaccent(coalesce(authors, ''))), 'C')
   || setweight(to_tsvector('public.paper', public.words_of_tex(coalesce(abstract, ''))), 'D') $$;

create table paper (
  id integer primary key generated always as identity,
  source text not null,
  key text not null,
  version integer,
  detail text not null,
  filled_version integer,
  fill_failures integer not null default 0,
  fill_after timestamptz,
  title text not null,
  abstract text not null default '',
  authors text not null default '',
  keywords text not null default '',
  labels text not null default '',
  comment text,
  journal_reference text,
  report_number text,
  doi text,
  license text,
  primary_category text,
  published_at timestamptz not null,
  published_precision text not null,
  revised_at timestamptz,
  listed_on date,
  listed_at timestamptz,
  listing_seen boolean not null default false,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  hot double precision,
  first_seen_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  search tsvector generated always as (paper_search_vector(title, keywords || ' ' || labels, authors, abstract)) stored,
  constraint paper_source_key unique (source, key),
  check (version >= 1),
  check (detail in ('card', 'listing', 'full')),
  check (published_precision in ('month', 'day', 'time'))
);
create index paper_listed on paper (listed_on desc, id desc);
create index paper_published on paper (published_at desc, id desc);
create index paper_hot on paper (hot desc nulls last, published_at desc, id desc);
create index paper_changed on paper (changed_at desc, id desc);
create index paper_search on paper using gin (search);
create index paper_title_trigrams on paper using gin (title gin_trgm_ops);
create index paper_unfilled on paper (id) where version is null or version is distinct from filled_version;

create table author (
  id integer primary key generated always as identity,
  key text not null constraint author_key unique,
  name text not null
);
create index author_name_trigrams on author using gin (name gin_trgm_ops);

create table paper_author (
  paper_id integer not null references paper (id) on delete cascade,
  position integer not null,
  author_id integer not null references author (id),
  name text not null,
  family text,
  given text,
  suffix text,
  affiliation text,
  primary key (paper_id, position)
);
create index paper_author_author on paper_author (author_id, paper_id desc);

create table paper_category (
  paper_id integer not null references paper (id) on delete cascade,
  category text not null,
  position integer not null,
  published_at timestamptz not null,
  primary key (paper_id, category)
);
create index paper_category_newest on paper_category (category, published_at desc, paper_id desc);

create table paper_topic (
  paper_id integer not null references paper (id) on delete cascade,
  topic text not null,
  primary key (paper_id, topic)
);
create index paper_topic_topic on paper_topic (topic, paper_id);

create table paper_link (
  paper_id integer not null references paper (id) on delete cascade,
  url text not null,
  kind text not null,
  origin text not null,
  primary key (paper_id, url)
);

create table paper_version (
  paper_id integer not null references paper (id) on delete cascade,
  version integer not null,
  submitted_at timestamptz,
  announced_on date,
  size text,
  primary key (paper_id, version),
  check (version >= 1)
);

create table listing (
  source text not null,
  category text not null,
  day date not null,
  papers integer not null,
  keys text[] not null,
  stable_pulls integer not null default 0,
  pulled_at timestamptz not null,
  complete_at timestamptz,
  primary key (source, category, day)
);
create index listing_day on listing (day desc);

create table channel (
  id integer primary key generated always as identity,
  slug text not null constraint channel_slug unique,
  name text not null,
  rule jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table channel_paper (
  channel_id integer not null references channel (id) on delete cascade,
  paper_id integer not null references paper (id) on delete cascade,
  listed_on date not null,
  reason text not null,
  primary key (channel_id, paper_id)
);
create index channel_paper_day on channel_paper (channel_id, listed_on desc, paper_id desc);
create index channel_paper_paper on channel_paper (paper_id);

create table implementation (
  paper_id integer primary key references paper (id) on delete cascade,
  slug text not null constraint implementation_slug unique,
  kind text not null,
  summary text not null,
  venue text not null,
  year integer not null,
  methods text[] not null
);

create table claim (
  id integer primary key generated always as identity,
  paper_id integer not null references implementation (paper_id) on delete cascade,
  name text not null,
  position integer not null,
  headline boolean not null,
  statement text not null,
  figure text not null,
  place text not null,
  state text not null,
  tested_at timestamptz,
  constraint claim_paper_name unique (paper_id, name),
  check (state in ('not tested', 'reproduced', 'contradicted', 'inconclusive'))
);
create index claim_state on claim (state, tested_at desc);

create table claim_test (
  id integer primary key generated always as identity,
  claim_id integer not null references claim (id) on delete cascade,
  tested_at timestamptz not null,
  protocol_version integer not null,
  verdict text not null,
  changed boolean not null,
  checks jsonb not null,
  versions jsonb not null,
  constraint claim_test_once unique (claim_id, tested_at, protocol_version)
);
create index claim_test_changes on claim_test (changed, tested_at desc);

create table source_state (
  source text primary key,
  next_request_at timestamptz,
  lease_holder text,
  lease_until timestamptz,
  failures integer not null default 0,
  paused_until timestamptz,
  last_good_at timestamptz,
  last_error text,
  last_error_at timestamptz
);

create table harvest (
  set text primary key,
  from_day date,
  token text,
  token_expires_at timestamptz,
  pages integer not null default 0,
  records integer not null default 0,
  response_date timestamptz,
  started_at timestamptz not null,
  finished_at timestamptz
);

create table setting (
  key text primary key,
  value jsonb not null
);
`;
