import { listOrgs } from '#access'
import type { Command } from '#platform/command.ts'
import { rebuildAll } from './rebuild.ts'

const ORGS_MAX = 10_000

export const reportCommands: Command[] = [
  {
    name: 'reports rebuild',
    summary: 'Count the figures of all reports again from the orders.',
    options: {},
    run: async ({ runtime, directUrl }) => {
      const begunAt = performance.now()
      const orgs = await listOrgs(runtime.db, ORGS_MAX)
      await rebuildAll(runtime, { orgIds: orgs.map(({ id }) => id), directUrl })
      const tookMs = Math.round(performance.now() - begunAt)
      return {
        json: { orgs: orgs.length, tookMs },
        text: `Counted again in ${(tookMs / 1_000).toFixed(1)} s.`,
      }
    },
  },
]
