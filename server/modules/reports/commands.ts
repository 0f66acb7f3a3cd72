import { listOrgs } from '#access'
import type { Command } from '#platform/command.ts'
import { rebuild, type Rebuilt } from './rebuild.ts'

const ORGS_MAX = 10_000

export const reportCommands: Command[] = [
  {
    name: 'reports rebuild',
    summary: 'Count the figures of all reports again from the orders.',
    options: {},
    run: async ({ runtime, directUrl }) => {
      const orgs: (Rebuilt & { org: string })[] = []
      for (const { id: orgId, slug } of await listOrgs(runtime.db, ORGS_MAX)) {
        orgs.push({ org: slug, ...(await rebuild(runtime, { orgId, directUrl })) })
      }
      const text = orgs.map(
        ({ org, timeZone, tookMs }) => `Org ${org}: counted again by ${timeZone} in ${tookMs} ms`,
      )
      return { json: { orgs }, text: text.join('\n') }
    },
  },
]
