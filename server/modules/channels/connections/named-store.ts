import type { Ctx } from '#platform/context.ts'
import { listAccounts, type StoreAccount } from '#stores'
import { ChannelProblem } from '../problems.ts'

/** The store that somebody means who types its name, its account, its key or its id. */
export async function namedStore(ctx: Ctx, word: string): Promise<StoreAccount> {
  const meant = word.trim().toLowerCase()
  const accounts = await listAccounts(ctx.db, ctx.orgId)
  const isMeant = (said: string) => said.toLowerCase() === meant
  const exact = accounts.filter(({ id, key }) => isMeant(id) || key === word)
  const found = exact.length > 0 ? exact : accounts.filter((o) => [o.name, o.uid].some(isMeant))
  if (found.length > 1) throw ChannelProblem.store_ambiguous()
  if (!found[0]) throw ChannelProblem.store_not_found()
  return found[0]
}
