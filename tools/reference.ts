import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { apiPage } from './reference/api.ts'
import { commandsPage } from './reference/commands.ts'
import { configurationPage, environmentExample } from './reference/configuration.ts'
import { permissionsPage } from './reference/permissions.ts'
import { schemaPage } from './reference/schema.ts'
import { onStage } from './reference/stage.ts'

/** Generates all pages that are made from the code, by their file names. */
async function makePages(): Promise<Record<string, string>> {
  const { api, schema } = await onStage(async ({ document, client }) => ({
    api: apiPage(document),
    schema: await schemaPage(client),
  }))
  return {
    '.env.example': environmentExample(),
    'docs/reference/api.md': api,
    'docs/reference/commands.md': commandsPage(),
    'docs/reference/configuration.md': configurationPage(),
    'docs/reference/permissions.md': permissionsPage(),
    'docs/reference/schema.md': schema,
  }
}

/** Formats a page, or the next run of the formatter would change it. */
function formatted(file: string, text: string): string {
  if (!file.endsWith('.md')) return text
  const script = 'node_modules/oxfmt/bin/oxfmt'
  const args = [script, `--stdin-filepath=${file}`]
  const { stdout, status, stderr } = spawnSync(process.execPath, args, {
    input: text,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${file} could not be formatted: ${stderr}`)
  return stdout
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const isCheck = process.argv.includes('--check')
const stale: string[] = []
for (const [file, text] of Object.entries(await makePages())) {
  const page = formatted(file, text)
  if (contentOf(file) === page) continue
  stale.push(file)
  if (isCheck) continue
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, page)
}
const words = isCheck ? 'does not say what the code says; run npm run check -- --fix' : 'written'
console.log(stale.map((file) => `${file}: ${words}`).join('\n') || 'all pages are up to date')
if (isCheck && stale.length > 0) process.exitCode = 1
