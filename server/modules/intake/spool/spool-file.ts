import { type FileHandle, open, readdir, readFile, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { crc32 } from 'node:zlib'

/** The disk is full, or the spool has reached its limit: the sender must try again later. */
export class SpoolFull extends Error {
  override readonly name = 'SpoolFull'
}

type Pending = { bytes: Buffer; resolve: () => void; reject: (error: unknown) => void }

const HEAD_BYTES = 8
const SEGMENT_MAX_BYTES = 16 * 1_024 * 1_024
const FREE_MIN_BYTES = 64 * 1_024 * 1_024
const RECORD_MAX_BYTES = 64 * 1_024 * 1_024
const NAME = /^(\d{12})\.spool$/

/**
 * Keeps records in segments, which are files that only grow. A record is safe once it is synced to
 * the disk; records that are appended at the same time share one sync. A record that a crash has
 * cut off was never acknowledged to its sender.
 */
export class SpoolFile {
  readonly #folder: string
  readonly #bytesMax: number
  #segments: { number: number; bytes: number }[] = []
  #file: FileHandle | undefined
  #waiting: Pending[] = []
  #isWriting = false
  /** How many records were there when it was opened. */
  found = 0
  #wantsNew = false

  private constructor(folder: string, bytesMax: number) {
    this.#folder = folder
    this.#bytesMax = bytesMax
  }

  static async open(folder: string, bytesMax: number): Promise<SpoolFile> {
    const spool = new SpoolFile(folder, bytesMax)
    const numbers = (await readdir(folder)).flatMap((name) => {
      const number = NAME.exec(name)?.[1]
      return number === undefined ? [] : [Number(number)]
    })
    for (const number of numbers.toSorted((a, b) => a - b)) {
      const content = await readFile(spool.#pathOf(number))
      spool.found += recordsOf(content).length
      spool.#segments.push({ number, bytes: content.length })
    }
    return spool
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0 && this.#waiting.length === 0 && !this.#isWriting
  }

  /** Resolves when the record is safe. */
  append(record: Uint8Array): Promise<void> {
    const head = Buffer.alloc(HEAD_BYTES)
    head.writeUInt32BE(record.length, 0)
    head.writeUInt32BE(crc32(record), 4)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes: Buffer.concat([head, record]), resolve, reject })
      if (!this.#isWriting) void this.#write()
    })
  }

  /**
   * The oldest segment, closed so that nothing is added to it any more. Undefined where there is
   * none, or where it is just being written; then it is closed after that.
   */
  async oldest(): Promise<{ number: number; records: Buffer[] } | undefined> {
    const [first] = this.#segments
    if (!first) return undefined
    const isOpen = this.#file !== undefined && this.#segments.length === 1
    if (isOpen && this.#isWriting) {
      this.#wantsNew = true
      return undefined
    }
    if (isOpen) await this.#closeSegment()
    return { number: first.number, records: recordsOf(await readFile(this.#pathOf(first.number))) }
  }

  /** Removes a segment of which all records are done. */
  async remove(number: number): Promise<void> {
    await rm(this.#pathOf(number), { force: true })
    this.#segments = this.#segments.filter((segment) => segment.number !== number)
  }

  async close(): Promise<void> {
    while (this.#isWriting) await new Promise((resolve) => setImmediate(resolve))
    await this.#closeSegment()
  }

  async #write(): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) {
      const group = this.#waiting
      this.#waiting = []
      try {
        await this.#writeGroup(Buffer.concat(group.map(({ bytes }) => bytes)))
        for (const { resolve } of group) resolve()
      } catch (error) {
        // The next record must not stand behind one that is half written.
        await this.#abandonSegment()
        for (const { reject } of group) reject(error)
      }
    }
    this.#isWriting = false
  }

  async #writeGroup(bytes: Buffer): Promise<void> {
    if (this.bytes + bytes.length > this.#bytesMax) throw new SpoolFull('The spool is full.')
    const disk = await statfs(this.#folder)
    if (disk.bavail * disk.bsize < FREE_MIN_BYTES) throw new SpoolFull('The disk is nearly full.')
    const file = this.#file ?? (await this.#openSegment())
    let written = 0
    while (written < bytes.length) {
      written += (await file.write(bytes, written)).bytesWritten
    }
    await file.datasync()
    const segment = this.#segments.at(-1)!
    segment.bytes += bytes.length
    if (this.#wantsNew || segment.bytes > SEGMENT_MAX_BYTES) await this.#closeSegment()
  }

  async #openSegment(): Promise<FileHandle> {
    const number = (this.#segments.at(-1)?.number ?? 0) + 1
    this.#file = await open(this.#pathOf(number), 'wx', 0o600)
    this.#segments.push({ number, bytes: 0 })
    // A new file survives a crash only if its folder was synced, too.
    const folder = await open(this.#folder, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
    return this.#file
  }

  async #closeSegment(): Promise<void> {
    this.#wantsNew = false
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  async #abandonSegment(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    const safeBytes = this.#segments.at(-1)?.bytes
    // If this fails as well, nothing is lost: reading finds a cut record by its checksum.
    if (file && safeBytes !== undefined) await file.truncate(safeBytes).catch(() => {})
    await file?.close().catch(() => {})
  }

  #pathOf(number: number): string {
    return path.join(this.#folder, `${String(number).padStart(12, '0')}.spool`)
  }
}

/** The records of a segment, up to the first one that is cut or damaged. */
function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = []
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const record = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length)
    const isWhole = length <= RECORD_MAX_BYTES && record.length === length
    if (!isWhole || crc32(record) !== bytes.readUInt32BE(at + 4)) break
    records.push(record)
    at += HEAD_BYTES + length
  }
  return records
}
