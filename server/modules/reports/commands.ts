import type { Command } from '#platform/command.ts'
import { rebuildAll } from './rebuild.ts'

export const reportCommands: Command[] = [
  {
    name: 'reports rebuild',
    summary: 'Count the figures of all reports again from the orders',
    options: {},
    run: async ({ runtime, directUrl }) => {
      const begunAt = performance.now()
      const orgs = await rebuildAll(runtime, directUrl)
      const tookMs = Math.round(performance.now() - begunAt)
      return {
        json: { orgs, tookMs },
        text: `Counted again in ${(tookMs / 1_000).toFixed(1)} s.`,
      }
    },
  },
]
