import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { emptyFolder, isAlive, runNode, runProgram, type Running, until } from './processes.ts'

const repository = path.resolve(import.meta.dirname, '../..')

/** An npm that notes that it was called, takes its time, and leaves a node_modules behind. */
const WORKING_NPM =
  '[ $1 = ci ] || exit 0; echo "$@" >> ../npm-calls; sleep 0.3; mkdir -p node_modules'

/** A server that says who it is and what it was given, and stops as it is told. */
const SERVER = `
const { argv, env, pid } = process
let interrupts = 0
process.on('SIGINT', () => console.log('interrupts ' + ++interrupts))
process.on('SIGTERM', () => process.exit(7))
process.on('disconnect', () => process.exit(8))
console.log(JSON.stringify({ pid, args: argv.slice(2), cwd: process.cwd(), from: env.INIT_CWD }))
if (argv.includes('start')) setInterval(() => {}, 60_000)
else process.exit(3)
`

test('a command runs from anywhere, with its words and its exit code', async () => {
  const { root, run } = copyOfBin(WORKING_NPM)
  const elsewhere = emptyFolder()
  const running = run(['users', 'list', '--json', 'two words'], { cwd: elsewhere })
  expect(await running.ended).toBe(3)
  expect(whatServerSaid(running)).toMatchObject({
    args: ['users', 'list', '--json', 'two words'],
    cwd: root,
    from: elsewhere,
  })
})

test('dependencies are installed once, without scripts, however many start', async () => {
  const { folder, root, run } = copyOfBin(WORKING_NPM)
  await Promise.all([run(['a']), run(['b']), run(['c'])].map(({ ended }) => ended))
  expect(await run(['d']).ended).toBe(3)
  const calls = readFileSync(path.join(folder, 'npm-calls'), 'utf8').trim().split('\n')
  expect(calls).toEqual([expect.stringMatching(/^ci --ignore-scripts /)])

  writeFileSync(path.join(root, 'package-lock.json'), '{"packages": {"": {"name": "changed"}}}')
  await run(['e']).ended
  expect(readFileSync(path.join(folder, 'npm-calls'), 'utf8').trim().split('\n')).toHaveLength(2)
})

test('what was installed by hand is taken as it is, if it is what the lock asks for', async () => {
  const { folder, root, run } = copyOfBin(WORKING_NPM)
  const lock = (version: string) =>
    JSON.stringify({ packages: { 'node_modules/mug': { version } } })
  mkdirSync(path.join(root, 'node_modules'))
  writeFileSync(path.join(root, 'package-lock.json'), lock('1.0.0'))
  writeFileSync(path.join(root, 'node_modules/.package-lock.json'), lock('1.0.0'))
  expect(await run(['a']).ended).toBe(3)
  expect(existsSync(path.join(folder, 'npm-calls'))).toBe(false)

  writeFileSync(path.join(root, 'package-lock.json'), lock('2.0.0'))
  expect(await run(['b']).ended).toBe(3)
  expect(existsSync(path.join(folder, 'npm-calls'))).toBe(true)
})

test('the lock of a killed start keeps nobody out', async () => {
  const { folder, root, run } = copyOfBin(`until [ -e ../go ]; do sleep 0.05; done; ${WORKING_NPM}`)
  const killed = run(['a'])
  await until(() => existsSync(path.join(root, '.cache/bootstrap.lock/owners')))
  killed.child.kill('SIGKILL')
  await killed.ended
  writeFileSync(path.join(folder, 'go'), '')
  expect(await run(['b']).ended).toBe(3)
  expect(existsSync(path.join(root, '.cache/bootstrap.lock'))).toBe(false)
})

test.for<[fault: string, npm: string, words: RegExp]>([
  ['no network', 'echo npm error code ENOTFOUND >&2; exit 1', /could not reach the network/],
  ['no name service', 'echo npm error code EAI_AGAIN >&2; exit 1', /could not reach the network/],
  ['a proxy that is off', 'echo npm error ECONNREFUSED >&2; exit 1', /could not reach the network/],
  ['a full disk', 'echo npm error code ENOSPC >&2; exit 228', /The disk is full: .* 1 GB/],
  ['no permission', 'echo npm error code EACCES >&2; exit 243', /no permission to write in/],
  [
    'anything else',
    'echo npm error whatever it is >&2; exit 1',
    /npm ci failed:\n.*whatever it is/,
  ],
])('%s at the installation is told in plain words', async ([, npm, words]) => {
  const running = copyOfBin(npm).run(['start'])
  expect(await running.ended).toBe(1)
  expect(running.printed()).toMatch(words)
  expect(running.printed()).not.toMatch(/\n\s+at /)
})

test('a missing npm is told in plain words', async () => {
  const { root, run } = copyOfBin(WORKING_NPM)
  const running = run(['start'], { env: { PATH: root } })
  expect(await running.ended).toBe(1)
  expect(running.printed()).toMatch(/npm was not found\. It comes with Node\.js/)
})

test('a Node that is too old is told in plain words', async () => {
  const { root } = copyOfBin(WORKING_NPM)
  const old = `Object.defineProperty(process, 'versions', { value: { node: '18.20.0' } })`
  const program = path.join(root, 'bin/penstock.mjs')
  const running = runNode(['--import', `data:text/javascript,${encodeURI(old)}`, program, 'start'])
  expect(await running.ended).toBe(1)
  expect(running.printed()).toMatch(/^Penstock needs Node\.js 20 or newer/)
})

const me = process.getuid?.()
// Root may write anywhere, so it lends this test to the user nobody; others lock themselves out.
test.skipIf(me === undefined)('a folder of another user is told in plain words', async () => {
  const { root, folder, run } = copyOfBin(WORKING_NPM)
  const { chmodSync } = await import('node:fs')
  chmodSync(folder, 0o755)
  chmodSync(root, 0o555)
  const running = run(['start'], me === 0 ? { uid: 65_534, gid: 65_534 } : {})
  const code = await running.ended
  chmodSync(root, 0o755)
  expect(code).toBe(1)
  expect(running.printed()).toMatch(/no permission to write in .*\nStart as the user who owns it/)
})

test('signals reach the server, and its exit code comes back', async () => {
  const running = copyOfBin(WORKING_NPM).run(['start'])
  await running.says(/cwd/)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(7)
})

test('one Ctrl-C that npm passes on as well reaches the server once', async () => {
  const running = copyOfBin(WORKING_NPM).run(['start'])
  await running.says(/cwd/)
  running.child.kill('SIGINT')
  await running.says(/interrupts 1/)
  running.child.kill('SIGINT')
  await delay(400) // Longer than what counts as an echo.
  expect(running.printed()).not.toContain('interrupts 2')
  running.child.kill('SIGINT') // The second Ctrl-C of a person.
  await running.says(/interrupts 2/)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(7)
})

test('a server does not outlive its bootstrap', async () => {
  const running = copyOfBin(WORKING_NPM).run(['start'])
  await running.says(/cwd/)
  const { pid } = whatServerSaid(running)
  running.child.kill('SIGKILL')
  await until(() => !isAlive(pid))
})

test('a server ends with the npm that runs it, whose shell passes no signal on', async () => {
  const { program, env } = copyOfBin(WORKING_NPM)
  const line = `"${process.execPath}" "${program}" start; true`
  const asByNpm = { env: { ...env, npm_lifecycle_event: 'start' } }
  const shell = runProgram('/bin/sh', ['-c', line], asByNpm)
  await shell.says(/cwd/)
  const { pid } = whatServerSaid(shell)
  shell.child.kill('SIGTERM')
  await until(() => !isAlive(pid))
})

/** The bootstrap in a repository that holds nothing else but a lock and a server. */
function copyOfBin(npm: string) {
  const folder = emptyFolder()
  const root = path.join(folder, 'a repository')
  cpSync(path.join(repository, 'bin'), path.join(root, 'bin'), { recursive: true })
  mkdirSync(path.join(root, 'server'))
  writeFileSync(path.join(root, 'package.json'), '{"type": "module"}')
  writeFileSync(path.join(root, 'package-lock.json'), '{"packages": {}}')
  writeFileSync(path.join(root, 'server/cli.ts'), SERVER)
  const tools = path.join(folder, 'tools')
  mkdirSync(tools)
  writeFileSync(path.join(tools, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 })
  const env = { PATH: [tools, '/usr/bin', '/bin'].join(path.delimiter), HOME: os.tmpdir() }
  const program = path.join(root, 'bin/penstock.mjs')
  return {
    ...{ folder, root, program, env },
    run: (args: string[], options = {}) => runNode([program, ...args], { env, ...options }),
  }
}

function whatServerSaid(running: Running): { pid: number } {
  return JSON.parse(
    running
      .printed()
      .split('\n')
      .find((line) => line.startsWith('{'))!,
  ) as {
    pid: number
  }
}
