import type { Started } from './start.ts'

/** What somebody who has just started it wants to know, and nothing else. */
export function announce({ runtime, url, embedded, owner }: Started): void {
  const { config } = runtime
  const data = embedded ? config.dataDir : 'the database of DATABASE_URL'
  const lines: [label: string, text: string][] = [
    ['Open', url],
    ['Sign in', owner.email],
    ['Password', passwordLine(owner)],
    ['API', `${url}/docs`],
    ['Data', data],
    ['Stop', 'Ctrl+C, or a SIGTERM to this process'],
  ]
  const text = lines.map(([label, words]) => `  ${label.padEnd(10)}${words}`).join('\n')
  process.stdout.write(`\n  Penstock is ready.\n\n${text}\n\n`)
}

function passwordLine({ created, password }: Started['owner']): string {
  if (password) return `${password}   (shown only this once)`
  if (created) return 'the one of PENSTOCK_ADMIN_PASSWORD'
  return 'as before; lost it? ./penstock users reset-link --email …'
}
