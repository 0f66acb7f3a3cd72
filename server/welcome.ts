import type { Started } from './start.ts'

/** Tells the person who has just started it what they need to know, and nothing else. */
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

/**
 * Printed when the simulated platforms do not have the usual port, where people would look for
 * them.
 */
export function announceSimulators(url: string, usualPort: number): void {
  if (Number(new URL(url).port) === usualPort) return
  say(`The simulated platforms are at ${url}: port ${usualPort} is taken.`)
}

export const sayStopping = (): void =>
  say('Stopping: what was begun is finished first. Ctrl+C once more ends it at once.')

export const sayStopped = (code: 0 | 1): void =>
  say(
    code === 0
      ? 'Penstock has stopped.'
      : 'Penstock has stopped before all was done; the next start goes on with it.',
  )

const say = (words: string): void => void process.stdout.write(`  ${words}\n\n`)

function passwordLine({ created, password }: Started['owner']): string {
  if (password) return `${password}   (shown only this once)`
  if (created) return 'the one of PENSTOCK_ADMIN_PASSWORD'
  return 'as before; lost it? ./penstock users reset-link --email …'
}
