import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'

const FILE = path.resolve(import.meta.dirname, '../.env')

// The environment that this process was started with, before `.env` is added to it.
const given = { ...process.env }

/**
 * A path as it was meant: the bootstrap changes the folder, and notes where a command was typed.
 */
export const asTyped = (file: string): string => path.resolve(process.env['INIT_CWD'] ?? '', file)

/** The settings of `.env` as it is now; what is set in the environment itself wins over it. */
export function readEnvironment(file = FILE): Record<string, string | undefined> {
  if (!existsSync(file)) return given
  return { ...parseEnv(readFileSync(file, 'utf8')), ...given }
}
