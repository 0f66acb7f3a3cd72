import { execFile } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { addKeyToFile, loadKeyRing, openSecrets } from './secret-keys.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

function laptop() {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-keys-'))
  folders.push(folder)
  const config = {
    profile: 'development',
    secretKeys: undefined,
    dataDir: path.join(folder, 'data'),
  }
  return {
    ...config,
    profile: 'development' as const,
    file: path.join(config.dataDir, 'secret-keys'),
  }
}

const NOW = new Date('2026-01-15T12:00:00Z')

test('the first start makes a key that only its owner can read, and later starts keep it', () => {
  const config = laptop()
  const ring = loadKeyRing(config)
  expect(ring).toHaveLength(1)
  expect(statSync(config.file).mode & 0o777).toBe(0o600)
  expect(loadKeyRing(config)).toEqual(ring)
  expect(readdirSync(config.dataDir)).toEqual(['secret-keys'])
})

test('of many first starts at once all have the same key', async () => {
  const config = laptop()
  const script = `
    import { loadKeyRing } from ${JSON.stringify(path.join(import.meta.dirname, 'secret-keys.ts'))}
    console.log(loadKeyRing(${JSON.stringify(config)}).join())`
  const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  const rings = await Promise.all(Array.from({ length: 4 }, start))
  expect(new Set(rings.map(({ stdout }) => stdout)).size).toBe(1)
})

test('production is given its keys and never makes them', () => {
  const config = { ...laptop(), profile: 'production' as const }
  expect(() => loadKeyRing(config)).toThrow('PENSTOCK_SECRET_KEYS')
})

test('keys that others could read are refused', () => {
  const config = laptop()
  loadKeyRing(config)
  chmodSync(config.file, 0o644)
  expect(() => loadKeyRing(config)).toThrow('chmod 600')
})

test('a rotation puts its key in front, and a running process finds it', () => {
  const config = laptop()
  const [first] = loadKeyRing(config)
  const running = openSecrets(config)
  const pair = addKeyToFile(config, NOW)
  expect(loadKeyRing(config)).toEqual([pair, first])

  const sealed = openSecrets(config).seal(Buffer.from('x'), 'p')
  expect(Buffer.from(running.open(sealed, 'p')).toString()).toBe('x')
})

test('two rotations at once do not lose a key, and a killed one does not block the next', () => {
  const config = laptop()
  loadKeyRing(config)
  const before = readFileSync(config.file, 'utf8')
  const next = `${config.file}.next`
  writeFileSync(next, '')
  expect(() => addKeyToFile(config, NOW)).toThrow('Another rotation')
  expect(readFileSync(config.file, 'utf8')).toBe(before)

  const longAgo = new Date(Date.now() - 3_600_000)
  utimesSync(next, longAgo, longAgo)
  addKeyToFile(config, NOW)
  expect(loadKeyRing(config)).toHaveLength(2)
})
