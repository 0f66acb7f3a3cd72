import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import type { Plugin } from 'vite'

const compressed = promisify(brotliCompress)

/**
 * Writes each file a second time, as small as it gets: done once here, and not by the server for
 * every visitor, who would get it an eighth larger because there is less time for it. From the
 * disk, since the last changes are made when everything else has been generated.
 */
export const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  async writeBundle({ dir = '.' }, bundle) {
    const names = Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name))
    for (const name of names) {
      const file = path.join(dir, name)
      await writeFile(`${file}.br`, await compressed(await readFile(file)))
    }
  },
})
