import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { entries, type Entries } from './config-entries.ts'
import { PLAINLY } from './plainly.ts'

/** Everything that an operator may set, read once, checked, and frozen. */
export type Config = Readonly<{ [Name in keyof Entries]: z.output<Entries[Name]['schema']> }>

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: string[]

  constructor(faults: string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** Names every fault at once, so that an operator needs one attempt and not five. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const faults: string[] = []
  const config: Record<string, unknown> = {}
  for (const [name, entry] of Object.entries(entries)) {
    const { text, fault } = textOf(environment, entry.env)
    const parsed = entry.schema.safeParse(text, PLAINLY)
    if (fault) faults.push(fault)
    else if (parsed.success) config[name] = parsed.data
    else faults.push(...parsed.error.issues.map((issue) => `${entry.env}: ${issue.message}`))
  }
  faults.push(...unknownSettings(environment), ...profileFaults(config))
  if (faults.length > 0) throw new ConfigError(faults)
  return Object.freeze(config) as Config
}

/** A value stands in the variable itself, or in the file that `NAME_FILE` points to. */
function textOf(environment: NodeJS.ProcessEnv, env: string): { text?: string; fault?: string } {
  const direct = environment[env]
  if (direct !== undefined && direct !== '') return { text: direct }
  const file = environment[`${env}_FILE`]
  if (!file) return {}
  try {
    return { text: readFileSync(file, 'utf8').trim() }
  } catch (error) {
    return { fault: `${env}_FILE: cannot be read (${(error as Error).message})` }
  }
}

/** A misspelt variable would otherwise be ignored in silence. */
function unknownSettings(environment: NodeJS.ProcessEnv): string[] {
  const known = new Set(Object.values(entries).flatMap(({ env }) => [env, `${env}_FILE`]))
  return Object.keys(environment)
    .filter((name) => name.startsWith('PENSTOCK_') && !known.has(name))
    .map((name) => `${name}: there is no such setting; see docs/reference/configuration.md`)
}

/** Production refuses what is only convenient on a laptop. */
function profileFaults(config: Partial<Config>): string[] {
  if (config.profile !== 'production') return []
  const { secretKeys, demo, rateLimits, publicUrl } = config
  const isSafe = publicUrl?.startsWith('https://') === true
  const rules: [name: keyof Config, fault: boolean, words: string][] = [
    ['secretKeys', !secretKeys, 'must be given in production'],
    ['demo', demo === true, 'must be off in production'],
    ['rateLimits', rateLimits === false, 'must be on in production'],
    ['publicUrl', !isSafe, 'must be the https address in production, or cookies are not safe'],
  ]
  // A setting that could not be read has been reported already.
  return rules
    .filter(([name, fault]) => name in config && fault)
    .map(([name, , words]) => `${entries[name].env}: ${words}`)
}

/** What SIGHUP may change while the process runs; everything else needs a restart. */
export function reloadable(before: Config, after: Config): { next: Config; ignored: string[] } {
  const next: Record<string, unknown> = { ...before }
  const ignored: string[] = []
  for (const [name, entry] of Object.entries(entries) as [keyof Config, Entries[keyof Entries]][]) {
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) continue
    if ('reload' in entry && entry.reload) next[name] = after[name]
    else ignored.push(entry.env)
  }
  return { next: Object.freeze(next) as Config, ignored }
}

/**
 * In development, people want to see the address, the password and problems, and not a line for
 * each job.
 */
export const logLevelOf = ({ logLevel, profile }: Config) =>
  logLevel ?? (profile === 'development' ? 'warn' : 'info')
