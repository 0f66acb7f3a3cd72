import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { scene } from '#tests/scene.ts'
import { runCommand } from './run-command.ts'

const WAIT_MS = 100

/** A database on a machine that has too much to do: it answers, and later than a request waits. */
async function lateDatabase(url: string) {
  const { hostname, port } = new URL(url)
  const server = net.createServer((near) => {
    near.on('error', () => {})
    setTimeout(() => {
      const far = net.connect(Number(port), hostname)
      far.on('error', () => near.destroy())
      near.pipe(far).pipe(near)
    }, WAIT_MS * 5)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const late = new URL(url)
  late.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`
  return { url: late.href, [Symbol.dispose]: () => void server.close() }
}

test('a command waits for a database that takes longer than a request may wait', async () => {
  await using world = await scene()
  using late = await lateDatabase(world.url)
  const dataDir = await mkdtemp(path.join(tmpdir(), 'penstock-late-'))
  vi.stubEnv('DATABASE_URL', late.url)
  vi.stubEnv('PENSTOCK_DATA_DIR', dataDir)
  vi.stubEnv('PENSTOCK_DATABASE_WAIT_MS', String(WAIT_MS))
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    expect(await runCommand(['orgs', 'list'])).toBe(0)
    expect(written).toHaveBeenCalled()
  } finally {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
    await rm(dataDir, { recursive: true })
  }
})
