import type { Ctx } from '#platform/context.ts'
import { deleteOldImports } from './store.ts'

const DAY_MS = 86_400_000
const KEPT_DAYS = 30

/** The products stay; what goes is the account of each row. */
export async function forgetImports({ db, clock }: Ctx): Promise<void> {
  const now = clock.now().getTime()
  const any = new Date(now - KEPT_DAYS * DAY_MS)
  await deleteOldImports(db, { any, receiving: new Date(now - DAY_MS) })
}
