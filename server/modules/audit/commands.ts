import type { Command } from '#platform/command.ts'
import { type Verdict, verify } from './verify.ts'

export const auditCommands: Command[] = [
  {
    name: 'audit verify',
    summary: 'Recompute the chain of the audit log and name what was changed, deleted or inserted',
    options: {},
    run: async ({ runtime }) => {
      const verdict = await verify(runtime)
      return { json: verdict, text: wordsFor(verdict), finding: verdict.findings.length > 0 }
    },
  },
]

function wordsFor({ entries, chains, findings }: Verdict): string {
  if (findings.length > 0) {
    return findings.map(({ orgId, words }) => `org ${orgId}: ${words}`).join('\n')
  }
  const ends = chains.map(({ orgId, seq, hash }) => `  org ${orgId}: ${seq} ${hash}`)
  // Kept elsewhere, these lines also prove that nobody put an older copy of the database in place.
  return [`The audit log is whole: ${entries} entries. The ends of its chains:`, ...ends].join('\n')
}
