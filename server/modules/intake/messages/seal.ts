import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Secrets } from '#platform/secrets.ts'
import type { SealedColumn } from '#platform/secrets-rewrap.ts'

/** Originals are far larger than orders, and name people: they are compressed, then sealed. */
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 3 }
/** Most originals are shorter than this when compressed, so one buffer is enough for them. */
const PACKED_BYTES = 4_096
const OPENED_MAX_BYTES = 64 * 1_024 * 1_024

const purposeOf = (id: string): string => `message ${id}`

export const sealBody = (secrets: Secrets, id: string, body: Uint8Array): Uint8Array =>
  secrets.seal(packed(body), purposeOf(id))

/** Being told the length, zstd makes tables of that size instead of those for megabytes. */
const packed = (body: Uint8Array): Uint8Array =>
  zstdCompressSync(body, {
    ...{ params: LEVEL, pledgedSrcSize: body.length, chunkSize: PACKED_BYTES },
  })

export const openBody = (secrets: Secrets, id: string, sealed: Uint8Array): Buffer =>
  zstdDecompressSync(secrets.open(sealed, purposeOf(id)), { maxOutputLength: OPENED_MAX_BYTES })

/** What a rotation of the key ring has to put under the new key. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'messages',
    idColumns: ['org_id', 'id', 'received_at'],
    column: 'body_sealed',
    purpose: (ids) => purposeOf(String(ids['id'])),
  },
]
