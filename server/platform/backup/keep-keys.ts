import { readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { syncFolder, writeDurably } from './files.ts'

/** Puts the keys of a backup in front of those in the file. No key is lost. */
export async function keepKeys(file: string, ring: string): Promise<void> {
  const own = await readFile(file, 'utf8').catch(() => '')
  const lines = [...new Set([...linesOf(ring), ...linesOf(own)])]
  const next = `${file}.restored-${process.pid}`
  try {
    await writeDurably(next, `${lines.join('\n')}\n`)
    await rename(next, file)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
  await syncFolder(path.dirname(file))
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
