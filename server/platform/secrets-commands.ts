import type { Command, CommandResult } from './command.ts'
import type { Runtime } from './context.ts'
import { addKeyToFile, fileOf, keysAreInFile, loadKeyRing, newKey } from './secret-keys.ts'
import { countByKey, rewrap, type SealedColumn, undeclaredColumns } from './secrets-rewrap.ts'

/** `columns` are the sealed columns of all modules, collected in `app.ts`. */
export const secretsCommands = (columns: readonly SealedColumn[]): Command[] => [
  {
    name: 'secrets rotate',
    summary: 'Make a new key the current one, and put everything under it while running',
    options: { 'rewrap-only': { type: 'boolean' } },
    help: { 'rewrap-only': 'Make no key; only put everything under the key that is current' },
    run: ({ runtime }, options) => rotate(runtime, columns, options['rewrap-only'] === true),
  },
  {
    name: 'secrets status',
    summary: 'Which keys there are, and how many secrets each of them still holds',
    options: {},
    run: ({ runtime }) => status(runtime, columns),
  },
]

async function rotate(
  runtime: Runtime,
  columns: readonly SealedColumn[],
  rewrapOnly: boolean,
): Promise<CommandResult> {
  const { config, clock, db, secrets } = runtime
  if (!rewrapOnly && !keysAreInFile(config)) return adviceForGivenKeys(newKey(clock.now()))
  if (!rewrapOnly) {
    addKeyToFile(config, clock.now())
    secrets.reload(loadKeyRing(config))
  }
  const results = await rewrap(db, secrets, columns)
  const rewrapped = results.reduce((sum, result) => sum + result.rewrapped, 0)
  const unreadable = results.reduce((sum, result) => sum + result.unreadable, 0)
  const keyId = secrets.currentKeyId()
  const lines = [
    `The current key is ${keyId}. Secrets put under it: ${rewrapped}.`,
    ...(rewrapOnly ? [] : [`It stands first in ${fileOf(config)}. Put a copy of that file away.`]),
    ...(unreadable > 0
      ? [`No key of the ring opens ${unreadable} of them; they are unchanged.`]
      : []),
    'Old keys stay in the ring until `secrets status` says that they hold nothing.',
  ]
  return {
    json: { keyId, rewrapped, unreadable, results },
    text: lines.join('\n'),
    finding: unreadable > 0,
  }
}

/**
 * How to rotate keys that are given by the configuration. In this order no process meets an unknown
 * key.
 */
function adviceForGivenKeys(pair: string): CommandResult {
  const text = [
    'The keys are given by PENSTOCK_SECRET_KEYS, so they are changed there. A new key:',
    '',
    `  ${pair}`,
    '',
    '1. Put it at the END of the list of every process, and send each SIGHUP or restart it.',
    '2. Move it to the FRONT of the list everywhere, and do the same again.',
    '3. Run: ./penstock secrets rotate --rewrap-only',
  ].join('\n')
  return { json: { newKey: pair }, text }
}

async function status(runtime: Runtime, columns: readonly SealedColumn[]): Promise<CommandResult> {
  const { db, secrets } = runtime
  const held = new Map(secrets.keyIds().map((id) => [id, 0]))
  const known = new Set(held.keys())
  for (const column of columns) {
    for (const { keyId, count } of await countByKey(db, column)) {
      held.set(keyId, (held.get(keyId) ?? 0) + count)
    }
  }
  const keys = [...held].map(([id, secretsHeld]) => ({
    id,
    secretsHeld,
    state: !known.has(id) ? 'missing' : id === secrets.currentKeyId() ? 'current' : 'old',
  }))
  const undeclared = await undeclaredColumns(db, columns)
  const lines = [
    ...keys.map(
      ({ id, secretsHeld, state }) => `${id.padEnd(32)}  ${state.padEnd(7)}  ${secretsHeld}`,
    ),
    ...undeclared.map((name) => `${name} is not declared as sealed, so no rotation reaches it.`),
    'An old key that holds nothing may be removed when the tokens signed with it have expired.',
  ]
  const finding = undeclared.length > 0 || keys.some(({ state }) => state === 'missing')
  return { json: { keys, undeclared }, text: lines.join('\n'), finding }
}
