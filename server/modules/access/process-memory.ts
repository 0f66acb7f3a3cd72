import type { Db } from '#platform/database.ts'

/**
 * What a process remembers about its database: one in a running product, where authenticator and
 * routes must share it, and many in the tests, where they must not.
 */
export function perDatabase<Memory extends object>(make: () => Memory): (db: Db) => Memory {
  const known = new WeakMap<Db, Memory>()
  return (db) => {
    const memory = known.get(db) ?? make()
    known.set(db, memory)
    return memory
  }
}
