const COLOURS: Record<string, number> = { fatal: 35, error: 31, warn: 33, info: 32, debug: 36 }
const NOT_SHOWN = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'err', 'traceId', 'v'])

type Line = Record<string, unknown> & { level: string; time: string; msg?: string; err?: Trouble }
type Trouble = { message?: string; stack?: string; cause?: Trouble }

/** `12:00:01 warn  outbound.failed target=stripe reason=timeout`, then the stack of an error. */
export function prettyLine(line: string, inColour: boolean): string {
  const { level, time, msg = '', err, ...fields } = JSON.parse(line) as Line
  const paint = (code: number, text: string) =>
    inColour ? `\u001B[${code}m${text}\u001B[0m` : text
  const details = Object.entries(fields)
    .filter(([name]) => !NOT_SHOWN.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const head = [time.slice(11, 19), paint(COLOURS[level] ?? 0, level.padEnd(5)), msg]
  const rest = details.length > 0 ? ` ${paint(2, details.join(' '))}` : ''
  return `${head.join(' ')}${rest}\n${stackOf(err)}`
}

function stackOf(err: Trouble | undefined): string {
  if (!err) return ''
  const lines = (err.stack ?? err.message ?? '').split('\n').map((text) => `  ${text}\n`)
  const cause = err.cause ? `  caused by:\n${stackOf(err.cause)}` : ''
  return lines.join('') + cause
}
