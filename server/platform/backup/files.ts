import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { BackupError } from './backup-error.ts'

export type Written = { bytes: number; sha256: string }

/** Writes rows into a compressed file. When it returns, the file is safely on the disk. */
export async function writeCompressed(file: string, rows: Readable): Promise<Written> {
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const target = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(rows, createZstdCompress(), meter, target)
  return { bytes, sha256: hash.digest('hex') }
}

/** Reads a compressed file. Errors of the file are errors of the stream. */
export function readCompressed(file: string): Readable {
  const rows = createZstdDecompress()
  pipeline(createReadStream(file), rows).catch((error: unknown) => rows.destroy(error as Error))
  return rows
}

/** Throws when the file is not as it was written. */
export async function checkFile(file: string, written: Written & { rows: number }): Promise<void> {
  const name = path.basename(file)
  const size = await stat(file).then(
    ({ size: bytes }) => bytes,
    () => undefined,
  )
  if (size === undefined) throw new BackupError(`${name} is missing from the backup.`)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  if (size !== written.bytes || hash.digest('hex') !== written.sha256) {
    throw new BackupError(`${name} is not what was written: the backup is damaged or was changed.`)
  }
  let rows = 0
  for await (const chunk of readCompressed(file)) rows += linesOf(chunk as Buffer)
  if (rows !== written.rows) {
    throw new BackupError(`${name} has ${rows} rows instead of ${written.rows}.`)
  }
}

const NEWLINE = 10

function linesOf(chunk: Buffer): number {
  let lines = 0
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines++
  return lines
}

export async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content, { flag: 'wx', mode: 0o600, flush: true })
}

export async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

/** Makes new names in a folder durable, as `flush` does for contents. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
