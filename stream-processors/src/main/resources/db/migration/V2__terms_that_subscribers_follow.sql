-- The terms of the last change of a plan that said its subscribers follow; null if none did.
alter table plan add column followed_terms jsonb;
