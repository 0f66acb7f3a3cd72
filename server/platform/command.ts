import type { ParseArgsConfig } from 'node:util'
import { z } from 'zod'
import type { Ctx, Runtime } from './context.ts'

export type Options = Record<string, string | boolean | string[] | undefined>

/** One command of `./penstock`. `run` returns what is printed, as words or with `--json` as JSON. */
export type Command = {
  /** The words after `./penstock`, such as `users create`. */
  name: string
  /**
   * What must follow the name, such as `KEY` and `VALUE`; one in brackets may be left out, and a last
   * one such as `ID…` stands for one or more.
   */
  words?: string[]
  summary: string
  options: NonNullable<ParseArgsConfig['options']>
  /** Lines of help for the options, in their order. */
  help?: Record<string, string>
  /** Takes the database as it is: nothing is migrated before, and `ctx` works for no org. */
  asItIs?: true
  run: (
    parts: { runtime: Runtime; ctx: Ctx; directUrl: string },
    options: Options,
    words: string[],
  ) => Promise<CommandResult>
}

/** The command was called in a way that cannot mean anything: exit code 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

/** Parses options by a schema; what it refuses, it says in words for somebody at a keyboard. */
export function readWords<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new WrongUse([...new Set(parsed.error.issues.map(wordsOfIssue))].join('\n'))
}

function wordsOfIssue({ path, message }: z.core.$ZodIssue): string {
  const said = SAID.find(([pattern]) => pattern.test(message))
  return said ? `${optionOf(path)} ${message.replace(...said)}.` : `${optionOf(path)}: ${message}`
}

/** What a schema says, and the words for it that somebody is told who has typed the value. */
const SAID: [RegExp, string][] = [
  [/^.*(?:received undefined|expected (?:array|string) to have >=1 .*)$/, 'is missing'],
  [/^.*received NaN$/, 'must be a number'],
  [/^.*expected number to be <=(\S+)$/, 'must be at most $1'],
  [/^.*expected number to be >=(\S+)$/, 'must be at least $1'],
]

/** `baseUrl` is typed as `--base-url`, and of what stands within something its own name. */
function optionOf(path: readonly PropertyKey[]): string {
  const name = path.findLast((step) => typeof step === 'string') ?? 'this'
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

export type CommandResult = {
  /** What a program reads (`--json`). */
  json: unknown
  /** What a person reads. */
  text: string
  /** A finding, such as books that do not balance: the exit code becomes 1. */
  finding?: boolean
}
