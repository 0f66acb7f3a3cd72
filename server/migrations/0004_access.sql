-- Why: people, what they may do in which org, the sessions and keys by which they come in, and the
--   counters that slow down whoever guesses.
-- Locks: creates tables only.
-- Rollback: the previous release does not know the tables and is not disturbed by them.

-- A person is one person in all orgs; what belongs to an org is the membership.
create table users (
  id                   uuid            primary key,
  email                text            not null,
  name                 text            not null,
  -- A PHC string. Absent: invited, and no password chosen yet.
  password_hash        text,
  -- Somebody else chose the password, so its owner should change it.
  password_change_due  boolean         not null default false,
  -- Set when a link that was sent to the address has come back.
  email_verified_at    timestamptz(3),
  -- Sealed by the key ring. The pending one counts only after its first code was shown.
  totp_sealed          bytea,
  totp_pending_sealed  bytea,
  -- The newest half minute whose code was taken: a code that was seen works no second time.
  totp_step            bigint,
  created_at           timestamptz(3)  not null,

  constraint an_email_is_one_person unique (email),
  constraint an_email_is_lower_case check (email = lower(email))
);

create table roles (
  org_id       uuid            not null references orgs (id),
  id           uuid            not null,
  name         text            not null,
  permissions  text[]          not null,
  -- The name of a role that each org has from the start and that releases keep up to date.
  preset       text,
  created_at   timestamptz(3)  not null,

  primary key (org_id, id),
  constraint a_role_is_named_once unique (org_id, name),
  constraint a_preset_is_there_once unique (org_id, preset)
);

create table memberships (
  org_id          uuid            not null,
  user_id         uuid            not null references users (id),
  role_id         uuid            not null,
  deactivated_at  timestamptz(3),
  created_at      timestamptz(3)  not null,

  primary key (org_id, user_id),
  constraint a_role_in_use_stays foreign key (org_id, role_id) references roles (org_id, id)
);

create index memberships_by_role on memberships (org_id, role_id, user_id desc);
create index memberships_by_user on memberships (user_id);

create table sessions (
  id              uuid            primary key,
  user_id         uuid            not null references users (id) on delete cascade,
  -- The org that the person works in just now.
  current_org_id  uuid            not null references orgs (id),
  kind            text            not null check (kind in ('cookie', 'token')),
  token_hash      bytea           unique,
  ip              text            not null,
  user_agent      text            not null,
  created_at      timestamptz(3)  not null,
  last_seen_at    timestamptz(3)  not null,
  expires_at      timestamptz(3)  not null,
  revoked_at      timestamptz(3),

  constraint only_a_cookie_is_a_secret check ((kind = 'cookie') = (token_hash is not null))
);

create index sessions_by_user on sessions (user_id, id desc);
create index sessions_by_expiry on sessions (expires_at);

-- The chain of a session: one is unused at a time, and a used one that comes back ends the session.
create table refresh_tokens (
  hash        bytea           primary key,
  session_id  uuid            not null references sessions (id) on delete cascade,
  created_at  timestamptz(3)  not null,
  used_at     timestamptz(3)
);

create index refresh_tokens_by_session on refresh_tokens (session_id);
create index refresh_tokens_by_use on refresh_tokens (used_at) where used_at is not null;

create table recovery_codes (
  user_id  uuid            not null references users (id) on delete cascade,
  hash     bytea           not null,
  used_at  timestamptz(3),

  primary key (user_id, hash)
);

create table password_resets (
  hash        bytea           primary key,
  user_id     uuid            not null references users (id) on delete cascade,
  -- Sent to the mailbox and to nobody else, so its return proves the address.
  mailed      boolean         not null,
  created_at  timestamptz(3)  not null,
  expires_at  timestamptz(3)  not null,
  used_at     timestamptz(3)
);

create index password_resets_by_user on password_resets (user_id);
create index password_resets_by_expiry on password_resets (expires_at);

create table api_keys (
  org_id        uuid            not null references orgs (id),
  id            uuid            not null,
  name          text            not null,
  -- Shown in lists and logs, so that a key can be recognised without being known.
  prefix        text            not null,
  hash          bytea           not null,
  scopes        text[]          not null check (cardinality(scopes) > 0),
  created_at    timestamptz(3)  not null,
  expires_at    timestamptz(3),
  last_used_at  timestamptz(3),
  revoked_at    timestamptz(3),
  -- The key that follows it; both work until this one's expires_at.
  replaced_by   uuid,

  primary key (org_id, id),
  constraint a_replaced_key_ends check (replaced_by is null or expires_at is not null),
  foreign key (org_id, replaced_by) references api_keys (org_id, id)
);

-- A key that comes in says nothing of its org.
create index api_keys_by_hash on api_keys (hash);

-- How often something was tried, such as one account from one address; the key is a digest.
create table attempts (
  key     text            primary key,
  count   integer         not null,
  since   timestamptz(3)  not null
);

create index attempts_by_age on attempts (since);

-- From where a person has signed in before: a crowd that guesses cannot keep them out from there.
create table known_addresses (
  user_id  uuid            not null references users (id) on delete cascade,
  address  text            not null,
  seen_at  timestamptz(3)  not null,

  primary key (user_id, address)
);

create index known_addresses_by_age on known_addresses (seen_at);
