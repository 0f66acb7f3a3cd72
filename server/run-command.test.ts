import { beforeEach, expect, test, vi } from 'vitest'
import { commands } from './app.ts'
import { runCommand } from './run-command.ts'

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockReturnValue(true)
  }
})

/** Nothing of this may reach a database: what is wrong is seen before. */
test.for([
  'no-such-command',
  'jobs',
  'verify everything',
  'verify --no-such-option',
  'backup --to',
  'jobs show',
  'jobs discard one two',
  'settings get',
  'settings set stock.low',
  'keys revoke',
  'stores status',
  'messages retry',
])('wrong use ends with 2: %s', async (line) => {
  expect(await runCommand(line.split(' '))).toBe(2)
})

test.for(['stores status website', 'messages retry one two', 'messages discard one two'])(
  'as many words as a command takes are understood: %s',
  async (line) => {
    expect(await runCommand([...line.split(' '), '--help'])).toBe(0)
  },
)

test('what is typed wrongly is told without words of Node, and what runs is found', async () => {
  expect(await runCommand(['users', 'create', '--emial', 'x'])).toBe(2)
  expect(written()).toMatch(/^There is no option --emial here\.\n\n\.\/penstock users create/)
  expect(await runCommand(['--help'])).toBe(0)
  expect(written()).toMatch(/^ {2}start +Run the product/m)
})

const written = (): string =>
  [process.stdout, process.stderr]
    .flatMap(({ write }) => vi.mocked(write).mock.calls.map(([text]) => String(text)))
    .join('')

test('each command says how it is called', async () => {
  for (const { name } of commands) {
    expect([name, await runCommand([...name.split(' '), '--help'])]).toEqual([name, 0])
  }
  expect(await runCommand([])).toBe(0)
  expect(await runCommand(['help'])).toBe(0)
})

test('the list of commands says what must follow, and no option runs into its help', async () => {
  for (const { name, words, summary, help } of commands) {
    if (words) expect(summary).toContain(`: ${name} `)
    expect(summary).not.toMatch(/\.$/)
    await runCommand([...name.split(' '), '--help'])
    for (const option of Object.keys(help ?? {})) expect(written()).toMatch(`--${option}  `)
  }
})
