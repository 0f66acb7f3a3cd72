import pg from 'pg'

/** A pool beside the product's own, for tests and benches that look into the database themselves. */
export function openPool(url: string, max = 2): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max })
  // `end` does not wait until the server has let go. A database dropped, or a server killed, in that
  // moment is told to the pool, and without a listener the process ends.
  pool.on('error', () => {})
  return pool
}
