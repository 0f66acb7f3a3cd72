import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const MIGRATIONS = path.resolve(import.meta.dirname, '../server/migrations')

/** Tables with an `org_id`, read from the migrations, so that a new one is watched by itself. */
export const orgTables: ReadonlySet<string> = new Set(
  readdirSync(MIGRATIONS).flatMap((file) => {
    const text = readFileSync(path.join(MIGRATIONS, file), 'utf8')
    return [...text.matchAll(/create (?:unlogged )?table (?:if not exists )?(\w+) \(([^;]*?)\n\)/g)]
      .filter(([, , columns]) => /^\s*org_id\s/m.test(columns!))
      .map(([, name]) => name!)
  }),
)

/** Work that is about all orgs by its nature says so in its text. */
const ACROSS_ORGS = '/* across orgs */'

/** Throws at a statement that touches an org's table and does not name its org. */
export function watchStatement(text: string): void {
  if (text.includes(ACROSS_ORGS) || /\borg_id\b/.test(text)) return
  const touched = [...text.matchAll(/\b(?:from|join|into|update)\s+"?(\w+)"?/gi)]
    .map(([, name]) => name!)
    .filter((name) => orgTables.has(name))
  if (touched.length > 0)
    throw new Error(`No org_id in a statement on ${touched.join(', ')}: ${text}`)
}
