import type { Ctx, Runtime } from '#platform/context.ts'
import { scoped } from '#platform/events.ts'
import { readSetting } from '#settings'
import { type AllocationRule, byPriority, fewestParcels } from './allocate.ts'
import { listLocations } from './locations/store.ts'
import { nearest } from './nearest.ts'
import { allocationRule } from './settings.ts'

const KEPT_MS = 1_000

export type AllocationRules = {
  load(orgIds: Iterable<string>): Promise<void>
  of(orgId: string): AllocationRule
}

/** The rule of each org, kept for a moment so that a batch of orders seldom has to ask for it. */
export function allocationRules(runtime: Runtime): AllocationRules {
  const kept = new Map<string, { rule: AllocationRule; until: number }>()
  const loadOne = async (orgId: string) => {
    const rule = await ruleOf(systemIn(runtime, orgId))
    kept.set(orgId, { rule, until: performance.now() + KEPT_MS })
  }
  return {
    of: (orgId) => kept.get(orgId)?.rule ?? fewestParcels,
    load: async (orgIds) => {
      const now = performance.now()
      const stale = [...orgIds].filter((orgId) => (kept.get(orgId)?.until ?? 0) <= now)
      if (stale.length > 0) await Promise.all(stale.map(loadOne))
    },
  }
}

const systemIn = (runtime: Runtime, orgId: string): Ctx =>
  scoped(runtime, { orgId, actor: { type: 'system', id: null, name: 'allocation' } })

async function ruleOf(ctx: Ctx): Promise<AllocationRule> {
  const name = await readSetting(ctx, allocationRule)
  switch (name) {
    case 'fewest_parcels':
      return fewestParcels
    case 'priority':
      return byPriority
    case 'nearest':
      return nearest(await listLocations(ctx.db, ctx.orgId))
  }
}
