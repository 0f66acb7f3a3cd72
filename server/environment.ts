import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'

const FILE = path.resolve(import.meta.dirname, '../.env')

// As this process was started, before anything of the file was put into it.
const given = { ...process.env }

/** The settings of `.env` as it is now; what is set in the environment itself wins over it. */
export function readEnvironment(file = FILE): Record<string, string | undefined> {
  if (!existsSync(file)) return given
  return { ...parseEnv(readFileSync(file, 'utf8')), ...given }
}
