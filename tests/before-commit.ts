import type { RawBuilder } from 'kysely'
import type { Scene } from './scene.ts'

/** Somebody else's transaction that has done this and waits with its commit; gives what ends it. */
export async function beforeCommit(
  { runtime }: Pick<Scene, 'runtime'>,
  statement: RawBuilder<unknown>,
): Promise<() => Promise<void>> {
  const [done, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holder = runtime.db.transaction().execute(async (tx) => {
    await statement.execute(tx)
    done.resolve()
    await release.promise
  })
  await done.promise
  return async () => {
    release.resolve()
    await holder
  }
}
