import pg from 'pg'

// Settings of the session: a copy may take long, and values must be written in the same way on
// every server.
const SETTINGS = `
  select set_config(name, value, false) from (values
    ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),
    ('transaction_timeout', '0'), ('lock_timeout', '10s'), ('search_path', ''),
    ('client_encoding', 'UTF8'), ('timezone', 'UTC'), ('datestyle', 'ISO, YMD'),
    ('intervalstyle', 'postgres'), ('bytea_output', 'hex'), ('extra_float_digits', '1')
  ) as wanted (name, value)
  where name in (select name from pg_catalog.pg_settings)`

/** `url` must lead to PostgreSQL itself: a pooler would share the session with others. */
export async function withSession<T>(url: string, work: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'penstock-backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  client.on('error', () => {}) // The running statement gets the error.
  await client.connect()
  try {
    await client.query(SETTINGS)
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}
