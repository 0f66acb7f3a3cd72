import type { Db } from '#platform/database.ts'

/**
 * One memory for each database. A running product has one database, and its authenticator and
 * routes must share the memory; tests have many in one process, which must not.
 */
export function perDatabase<Memory extends object>(make: () => Memory): (db: Db) => Memory {
  const known = new WeakMap<Db, Memory>()
  return (db) => {
    const memory = known.get(db) ?? make()
    known.set(db, memory)
    return memory
  }
}
