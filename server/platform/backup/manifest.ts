import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Secrets } from '../secrets.ts'
import { BackupError } from './backup-error.ts'

export const MANIFEST = 'manifest.json'
export const KEYS_FILE = 'secret-keys'
export const FORMAT = 1

const Name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/)
const Digest = z.string().regex(/^[0-9a-f]{64}$/)
const Whole = z.string().regex(/^-?\d{1,19}$/)

// These values are put into SQL, so they are checked strictly: the file may come from anywhere.
const Bound = z
  .string()
  .regex(/^(DEFAULT|FOR VALUES FROM \('[0-9:+. -]{4,40}'\) TO \('[0-9:+. -]{4,40}'\))$/)

export const Manifest = z.strictObject({
  product: z.literal('penstock'),
  format: z.literal(FORMAT),
  release: z.string(),
  createdAt: z.iso.datetime(),
  serverVersion: z.string(),
  migrations: z.array(z.strictObject({ name: z.string(), digest: Digest })),
  queueVersion: z.int().nullable(),
  tables: z.array(
    z.strictObject({
      schema: Name,
      name: Name,
      columns: z.array(Name),
      rows: z.int().min(0),
      checksum: z.string(),
      file: z.string().regex(/^[a-z0-9_.]+$/),
      bytes: z.int().min(0),
      sha256: Digest,
    }),
  ),
  partitions: z.array(z.strictObject({ name: Name, parent: Name, bound: Bound })),
  sequences: z.array(
    z.strictObject({ schema: Name, name: Name, lastValue: Whole, isCalled: z.boolean() }),
  ),
  keys: z.strictObject({
    /** The keys that the books need. A fingerprint tells two keys of the same name apart. */
    needed: z.array(z.strictObject({ id: z.string(), fingerprint: z.string() })),
    sha256: Digest.nullable(),
  }),
})
export type Manifest = z.output<typeof Manifest>

const SealedManifest = z.looseObject({ seal: z.strictObject({ keyId: z.string(), mac: Digest }) })

const PURPOSE = 'backup'

/** Seals a manifest, so that nobody without the keys can forge one for other files. */
export function sealManifest(manifest: Manifest, secrets: Secrets): string {
  const { id: keyId, key } = secrets.signingKeys(PURPOSE)[0]!
  return `${JSON.stringify({ ...manifest, seal: { keyId, mac: macOf(manifest, key) } }, null, 2)}\n`
}

export type Seal = { state: 'good' } | { state: 'unknown_key'; keyId: string }

export async function readManifest(
  from: string,
  secrets: Secrets,
): Promise<{ manifest: Manifest; seal: Seal }> {
  const file = path.join(from, MANIFEST)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new BackupError(`${from} is not a backup: it has no ${MANIFEST}.`)
  })
  const { seal, ...content } = parseAs(SealedManifest, text, file)
  const manifest = parseAs(Manifest, JSON.stringify(content), file)
  const key = secrets.signingKey(PURPOSE, seal.keyId)
  if (!key) return { manifest, seal: { state: 'unknown_key', keyId: seal.keyId } }
  if (!timingSafeEqual(Buffer.from(seal.mac), Buffer.from(macOf(manifest, key)))) {
    throw new BackupError(`${file} was changed after the backup had been made.`)
  }
  return { manifest, seal: { state: 'good' } }
}

function parseAs<Schema extends z.ZodType>(schema: Schema, text: string, file: string) {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new BackupError(`${file} cannot be understood; was it made by another release?`, cause)
  }
}

/** Computed over the parsed manifest, whose fields always have the same order. */
const macOf = (manifest: Manifest, key: Uint8Array): string =>
  createHmac('sha256', key)
    .update(JSON.stringify(Manifest.parse(manifest)))
    .digest('hex')

/** The keys of the ring by name, with a fingerprint that does not reveal them. */
export const keysOf = (secrets: Secrets): Manifest['keys']['needed'] =>
  secrets.signingKeys('fingerprint').map(({ id, key }) => ({
    id,
    fingerprint: createHmac('sha256', key).update(id).digest('hex').slice(0, 16),
  }))
