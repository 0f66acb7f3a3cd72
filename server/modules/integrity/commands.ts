import { listOrgs } from '#access'
import type { Check } from '#platform/check.ts'
import type { Command } from '#platform/command.ts'
import { scoped } from '#platform/events.ts'
import type { RunView } from './contract.ts'
import { verify } from './verify.ts'

const ORGS_MAX = 10_000

export const integrityCommands = (checks: readonly Check[]): Command[] => [
  {
    name: 'verify',
    summary: 'Recompute the books from scratch and compare; 1 when anything differs',
    options: { changes: { type: 'boolean' } },
    help: { changes: 'only what has changed since the last look' },
    run: async ({ runtime, ctx, directUrl }, options) => {
      const kind = options['changes'] ? 'changes' : 'all'
      const runs: (RunView & { org: string })[] = []
      for (const { id, slug } of await listOrgs(runtime.db, ORGS_MAX)) {
        const inOrg = scoped(runtime, { orgId: id, actor: ctx.actor })
        runs.push({ org: slug, ...(await verify(inOrg, { checks, directUrl }, kind)) })
      }
      const finding = runs.some(({ findings }) => findings > 0)
      return { json: { balanced: !finding, runs }, text: runs.map(wordsOf).join('\n\n'), finding }
    },
  },
]

function wordsOf({ org, checks }: RunView & { org: string }): string {
  const width = Math.max(0, ...checks.map(({ name }) => name.length)) + 2
  const lines = checks.flatMap(({ name, rule, findings, tookMs }) => [
    `${findings.length === 0 ? '  ok  ' : '  NO  '}${name.padEnd(width)}${rule} (${tookMs} ms)`,
    ...findings.map(({ subject, detail }) => `        ${subject}: ${detail}`),
  ])
  return [`Org ${org}`, ...lines].join('\n')
}
