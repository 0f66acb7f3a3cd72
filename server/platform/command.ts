import type { ParseArgsConfig } from 'node:util'
import type { z } from 'zod'
import type { Ctx, Runtime } from './context.ts'
import { PLAINLY } from './plainly.ts'

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
  /** Runs on the database as it is: it is not migrated before, and `ctx` belongs to no org. */
  asItIs?: true
  run: (
    parts: { runtime: Runtime; ctx: Ctx; directUrl: string },
    options: Options,
    words: string[],
  ) => Promise<CommandResult>
}

/** The command was called in a way that makes no sense. The exit code is 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

/**
 * Parses options by a schema. What the schema refuses is explained to the person at the keyboard.
 */
export function readWords<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value, PLAINLY)
  if (parsed.success) return parsed.data
  throw new WrongUse([...new Set(parsed.error.issues.map(wordsOfIssue))].join('\n'))
}

const wordsOfIssue = ({ path, message }: z.core.$ZodIssue): string =>
  `${optionOf(path)} ${NOTHING.test(message) ? 'is missing' : message}.`

/** An option that was left out may come as an empty text or list. */
const NOTHING = /^must (?:not be empty|have at least 1 entry)$/

/**
 * The option that a field comes from: `baseUrl` is typed as `--base-url`. A nested field goes by
 * its own name.
 */
function optionOf(path: readonly PropertyKey[]): string {
  const name = path.findLast((step) => typeof step === 'string') ?? 'this'
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

export type CommandResult = {
  /** What a program reads (`--json`). */
  json: unknown
  /** What a person reads. */
  text: string
  /**
   * True when the command found something wrong, such as books that do not balance. The exit code
   * is then 1.
   */
  finding?: boolean
}
