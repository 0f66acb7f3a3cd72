import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'

const FILE = path.resolve(import.meta.dirname, '../.env')

// The environment with which this process was started, before `.env` is added to it.
const given = { ...process.env }

/**
 * A path as the person who typed it meant it: the bootstrap changes the working folder, and passes
 * on the original one.
 */
export const asTyped = (file: string): string => path.resolve(process.env['INIT_CWD'] ?? '', file)

/** The settings of `.env` as it is now. Variables of the environment take precedence. */
export function readEnvironment(file = FILE): Record<string, string | undefined> {
  if (!existsSync(file)) return given
  return { ...parseEnv(readFileSync(file, 'utf8')), ...given }
}
