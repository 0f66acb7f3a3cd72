import { appendFile, mkdtemp, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { SpoolFile, SpoolFull } from './spool-file.ts'

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'penstock-spool-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const MEBIBYTE = 1_024 * 1_024
const open = (folder: string, bytesMax = MEBIBYTE) => SpoolFile.open(folder, bytesMax)
const put = (file: SpoolFile, ...texts: string[]) =>
  Promise.all(texts.map((text) => file.append(Buffer.from(text))))

async function drain(file: SpoolFile): Promise<string[]> {
  const found: string[] = []
  for (let segment = await file.oldest(); segment; segment = await file.oldest()) {
    found.push(...segment.records.map(String))
    await file.remove(segment.number)
  }
  return found
}

test('what was put in comes out in its order, also after a restart', () =>
  inFolder(async (folder) => {
    const first = await open(folder)
    await put(first, 'a', 'b', 'c')
    await put(first, 'd')
    // As after SIGKILL: nobody has closed it.
    const second = await open(folder)
    expect(second.found).toBe(4)
    await put(second, 'e')
    expect(await drain(second)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(second.isEmpty).toBe(true)
    await first.close()
    expect(await readdir(folder)).toEqual([])
  }))

test('a record that a crash has cut off, and what is no record, end the segment in peace', () =>
  inFolder(async (folder) => {
    const first = await open(folder)
    await put(first, 'whole', 'cut off')
    const [name] = await readdir(folder)
    const file = path.join(folder, name!)
    await truncate(file, 8 + 5 + 8 + 3)
    expect(await drain(await open(folder))).toEqual(['whole'])
    await first.close()

    const next = await open(folder)
    await put(next, 'whole')
    await appendFile(path.join(folder, (await readdir(folder))[0]!), Buffer.alloc(64, 7))
    const again = await open(folder)
    await put(again, 'later')
    expect(await drain(again)).toEqual(['whole', 'later'])
    await next.close()
  }))

test('a full spool refuses, and takes again when there is room', () =>
  inFolder(async (folder) => {
    const file = await open(folder, 100)
    await put(file, 'x'.repeat(60))
    await expect(put(file, 'y'.repeat(60))).rejects.toBeInstanceOf(SpoolFull)
    expect(await drain(file)).toEqual(['x'.repeat(60)])
    await put(file, 'y'.repeat(60))
    expect(await drain(file)).toEqual(['y'.repeat(60)])
  }))
