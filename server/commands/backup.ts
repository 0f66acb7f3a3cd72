import { readFile } from 'node:fs/promises'
import { keepKeys } from '#platform/backup/keep-keys.ts'
import type { Seal } from '#platform/backup/manifest.ts'
import { type Restored, restoreBackup } from '#platform/backup/restore-backup.ts'
import { verifyBackup } from '#platform/backup/verify-backup.ts'
import { writeBackup } from '#platform/backup/write-backup.ts'
import { type Command, type CommandResult, type Options, WrongUse } from '#platform/command.ts'
import type { Runtime } from '#platform/context.ts'
import { fileOf, keysAreInFile } from '#platform/secret-keys.ts'
import { asTyped } from '../environment.ts'
import { version } from '../version.ts'

const from = { from: 'The folder of the backup' }

export const backupCommands: Command[] = [
  {
    name: 'backup',
    summary: 'Write a backup of everything while orders come in: backup --to FOLDER',
    options: { to: { type: 'string' }, 'with-keys': { type: 'boolean' } },
    help: {
      to: 'A new folder; or one that is there, and the backup is named by the time in it',
      'with-keys': 'Put the key ring into the backup: whoever has it can then read all secrets',
    },
    asItIs: true,
    run: ({ runtime, directUrl }, options) => backup(runtime, directUrl, options),
  },
  {
    name: 'backup verify',
    summary: 'Read every byte of a backup and say whether it is whole: backup verify --from FOLDER',
    options: { from: { type: 'string' } },
    help: from,
    asItIs: true,
    run: ({ runtime }, options) => verify(runtime, options),
  },
  {
    name: 'restore',
    summary: 'Put a backup into an empty database: restore --from FOLDER',
    options: { from: { type: 'string' }, force: { type: 'boolean' } },
    help: { ...from, force: 'Overwrite what is in the database' },
    asItIs: true,
    run: ({ runtime, directUrl }, options) => restore(runtime, directUrl, options),
  },
]

async function backup(
  { config, secrets, clock }: Runtime,
  url: string,
  options: Options,
): Promise<CommandResult> {
  const withKeys = options['with-keys'] === true
  const { folder, manifest, bytes } = await writeBackup({
    url,
    to: required(options, 'to'),
    secrets,
    now: clock.now(),
    release: version,
    keys: withKeys ? await keyRing(config) : undefined,
  })
  const { tables, keys, createdAt } = manifest
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const lines = [
    `Backup written: ${folder}`,
    `${tables.length} tables, ${rows} rows, ${megabytes(bytes)}, as of ${createdAt}.`,
    withKeys
      ? 'It holds the key ring: whoever has this folder can read every secret in it.'
      : `The key ring is not in it. Keep a copy apart: without the key ${keys.needed[0]?.id} ` +
        'nobody can read the secrets.',
  ]
  return { json: { folder, createdAt, tables: tables.length, rows, bytes }, text: lines.join('\n') }
}

async function verify({ secrets }: Runtime, options: Options): Promise<CommandResult> {
  const { manifest, seal } = await verifyBackup(required(options, 'from'), secrets)
  const { createdAt, release, tables } = manifest
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  const text = `The backup of ${createdAt} (release ${release}) is whole: ${rows} rows.`
  return {
    json: { createdAt, release, tables: tables.length, rows, seal: seal.state },
    text: [text, ...wordsOfSeal(seal)].join('\n'),
  }
}

async function restore(
  { config, secrets }: Runtime,
  url: string,
  options: Options,
): Promise<CommandResult> {
  const source = required(options, 'from')
  const force = options['force'] === true
  const restored = await restoreBackup({ url, from: source, secrets, force })
  const kept = restored.keys !== undefined && keysAreInFile(config)
  if (kept) await keepKeys(fileOf(config), restored.keys!)
  const { manifest, eventsWaiting, jobsWaiting, migrated } = restored
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  const lines = [
    `Restored: ${manifest.tables.length} tables, ${rows} rows, as of ${manifest.createdAt}.`,
    'Each table was compared with the backup after loading: the same rows, the same values.',
    `Events that will still become jobs: ${eventsWaiting}. Jobs that will still be done: ` +
      `${jobsWaiting}. Positions in the history were set to this server.`,
    ...(migrated.length > 0 ? [`Migrated to this release: ${migrated.join(', ')}.`] : []),
    ...wordsOfSeal(restored.seal),
    ...wordsOfKeys(restored, { kept, file: fileOf(config) }),
  ]
  const json = { createdAt: manifest.createdAt, rows, eventsWaiting, jobsWaiting, migrated }
  return {
    json: { ...json, keysMissing: kept ? [] : restored.keysMissing },
    text: lines.join('\n'),
  }
}

const wordsOfSeal = (seal: Seal): string[] =>
  seal.state === 'good'
    ? []
    : [
        `Who made the backup was not checked: that takes the key ${seal.keyId}, which is not in ` +
          'the key ring here.',
      ]

function wordsOfKeys(
  { keysMissing }: Restored,
  { kept, file }: { kept: boolean; file: string },
): string[] {
  if (kept) return [`The keys of the backup were added to ${file}.`]
  if (keysMissing.length === 0) return []
  return [
    `STILL TO DO: the key ring lacks ${keysMissing.join(', ')}. Add it (PENSTOCK_SECRET_KEYS, or ` +
      `${file}) before you start, or no stored secret can be read.`,
  ]
}

const keyRing = async (config: Runtime['config']): Promise<string> =>
  config.secretKeys ? `${config.secretKeys.join('\n')}\n` : readFile(fileOf(config), 'utf8')

function required(options: Options, name: string): string {
  const value = options[name]
  if (typeof value === 'string' && value !== '') return asTyped(value)
  throw new WrongUse(`Say which folder: --${name} FOLDER`)
}

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
