import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Simulator } from './frame/frame.ts'

const SAVE_EVERY_MS = 2_000

/** What the platforms know, one file for each, so that the next start goes on from there. */
export type Worlds = {
  find(name: string): Promise<Buffer | undefined>
  /** Saves what changes from now on; the function that it gives saves the last of it. */
  follow(simulators: ReadonlyMap<string, Simulator>): () => Promise<void>
}

export const NO_WORLDS: Worlds = {
  find: async () => undefined,
  follow: () => async () => undefined,
}

export function worldsIn(folder: string): Worlds {
  const fileOf = (name: string) => path.join(folder, name)
  // Only for the very program that wrote it: another one may know other members of an order.
  const mark = Buffer.from(program())
  const saved = new Map<string, number>()
  const save = async (name: string, simulator: Simulator) => {
    const last = simulator.ledger.last()
    if (saved.get(name) === last) return
    saved.set(name, last)
    const bytes = Buffer.concat([mark, simulator.remember()])
    await mkdir(folder, { recursive: true })
    await writeFile(`${fileOf(name)}.new`, bytes)
    await rename(`${fileOf(name)}.new`, fileOf(name))
  }
  return {
    async find(name) {
      const bytes = await readFile(fileOf(name)).catch(() => Buffer.alloc(0))
      return bytes.indexOf(mark) === 0 ? bytes.subarray(mark.length) : undefined
    },
    follow(simulators) {
      const saveAll = async () => {
        for (const [name, simulator] of simulators) await save(name, simulator)
      }
      let saving = Promise.resolve()
      // A disk that is full costs the memory of a demo, and not the demo.
      const next = () => (saving = saving.then(saveAll).catch(() => undefined))
      const timer = setInterval(() => void next(), SAVE_EVERY_MS)
      return () => {
        clearInterval(timer)
        return next()
      }
    },
  }
}

/** Its sources in short. */
function program(): string {
  const hash = createHash('sha256')
  const cwd = import.meta.dirname
  for (const file of globSync('**/*.ts', { cwd }).toSorted()) {
    hash.update(readFileSync(path.join(cwd, file)))
  }
  return hash.digest('hex')
}
