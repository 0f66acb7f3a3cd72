import pino from 'pino'
import { errorFields } from './log/error-fields.ts'
import { prettyLine } from './log/pretty.ts'
import { standardOutput } from './log/standard-output.ts'
import { withoutSecrets } from './log/without-secrets.ts'
import { currentTraceId } from './tracing.ts'

export type Log = pino.Logger

type LogOptions = {
  level: string
  /** For people at a terminal; everything else gets JSON. */
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
    // The last thing before a line leaves: whatever put a secret into it, it does not get out.
    hooks: {
      streamWrite: pretty
        ? (line) => prettyLine(withoutSecrets(line), process.stdout.isTTY)
        : withoutSecrets,
    },
  }
  return pino(options, destination ?? standardOutput)
}
