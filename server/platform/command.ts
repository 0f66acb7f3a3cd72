import type { ParseArgsConfig } from 'node:util'
import type { Ctx, Runtime } from './context.ts'

export type Options = Record<string, string | boolean | string[] | undefined>

/** One command of `./penstock`. `run` returns what is printed, as words or with `--json` as JSON. */
export type Command = {
  /** The words after `./penstock`, such as `users create`. */
  name: string
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

export type CommandResult = {
  /** What a program reads (`--json`). */
  json: unknown
  /** What a person reads. */
  text: string
  /** A finding, such as books that do not balance: the exit code becomes 1. */
  finding?: boolean
}
