import pg from 'pg'

/**
 * A pool besides that of the product, for tests and benches that look into the database themselves.
 */
export function openPool(url: string, max = 2): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max })
  // `end` does not wait until the server has closed its side. If the database is dropped or the
  // server killed at that moment, the pool emits an error, which would end the process without a
  // listener.
  pool.on('error', () => {})
  return pool
}
