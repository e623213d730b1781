/** Queries of people's words, and vectors of papers. */
export const search = /* sql */ `
-- One word or phrase as a query, in the words of title and abstract or of the authors' names. Joined is the same
-- written as one ("cifar10"), or null. Empty where there is nothing to look for.
create function search_term(term text, joined text) returns tsquery language sql immutable parallel safe
  as $$ select case
      when numnode(words) = 0 then words
      when words::text = names::text then words || compound
      else words || names || compound
    end
    from (select
      phraseto_tsquery('public.paper', public.words_of_tex(term)) as words,
      phraseto_tsquery('simple', public.immutable_unaccent(term)) as names,
      plainto_tsquery('simple', coalesce(joined, '')) as compound) as forms $$;

-- One vector per paper and model, of unit length. An array and no vector type, so that it is the same with and
-- without pgvector.
create table embedding (
  paper_id integer not null references paper (id) on delete cascade,
  model text not null,
  text_hash text not null,
  vector real[] not null,
  embedded_at timestamptz not null default now(),
  primary key (paper_id, model)
);
alter table embedding alter column vector set storage external;
create index embedding_model on embedding (model, embedded_at);
`;
