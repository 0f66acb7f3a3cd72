import pino from 'pino'
import { errorFields } from './log/error-fields.ts'
import { prettyLine } from './log/pretty.ts'
import { standardOutput } from './log/standard-output.ts'
import { withoutSecrets } from './log/without-secrets.ts'
import { currentTraceId } from './tracing.ts'

export type Log = pino.Logger

type LogOptions = {
  level: string
  /** Lines for a person at a terminal, instead of JSON. */
  pretty?: boolean
  /** Standard output when absent. */
  destination?: pino.DestinationStream
}

/**
 * One JSON object a line, with the id of the trace that it belongs to and without secrets.
 * `log.level` may be set while running: it holds for the log and for children made from then on.
 */
export function createLog({ level, pretty = false, destination }: LogOptions): Log {
  const options: pino.LoggerOptions = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorFields, error: errorFields },
    mixin: () => {
      const traceId = currentTraceId()
      return traceId ? { traceId } : {}
    },
    // The last step before a line is written: a secret does not get out, however it came into the
    // line.
    hooks: {
      streamWrite: pretty
        ? (line) => prettyLine(withoutSecrets(line), process.stdout.isTTY)
        : withoutSecrets,
    },
  }
  const out = destination ?? standardOutput
  const log = pino(options, out)
  ownLines.set(log, (line) => out.write(pretty ? prettyLine(line, process.stdout.isTTY) : line))
  return log
}

const ownLines = new WeakMap<Log, (line: string) => void>()

/**
 * Writes a line at level `info` whose fields are already JSON, and contain only our own words and
 * checked ids. It is not searched for secrets: for the line of every request, that would take a
 * sixth of a busy server's time (measured with `bench http`).
 */
export function writeOwnLine(log: Log, event: string, fields: string): void {
  if (!log.isLevelEnabled('info')) return
  const traceId = currentTraceId()
  const trace = traceId ? `"traceId":"${traceId}",` : ''
  ownLines.get(log)?.(
    `{"level":"info","time":"${timeText()}",${trace}${fields},"msg":"${event}"}\n`,
  )
}

let second = 0
let secondText = ''

/** A busy server writes many lines in one second, so the text of the second is kept. */
function timeText(): string {
  const now = Date.now()
  const ms = now % 1_000
  if (now - ms !== second) {
    second = now - ms
    secondText = new Date(second).toISOString().slice(0, -'000Z'.length)
  }
  return `${secondText}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`
}
