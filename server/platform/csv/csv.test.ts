import fc from 'fast-check'
import { expect, test } from 'vitest'
import { misreadHeader } from './misread-header.ts'
import { type CsvRecord, readCsv } from './read-csv.ts'
import { separatorNamed } from './separator.ts'
import { csvRow, writeCsv } from './write-csv.ts'

const read = async (bytes: Uint8Array, cut = bytes.length): Promise<CsvRecord[]> =>
  Array.fromAsync(readCsv(piecesOf(bytes, Math.max(1, cut))))

async function* piecesOf(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const cellsOf = async (text: string, cut?: number) =>
  (await read(Buffer.from(text), cut)).map((one) => ('cells' in one ? one.cells : one.fault))

const STUMBLES = ['"', ',', '\r', '\n', "'", '=', '+', '-', '@', '\t', '1', 'é', '😀', '\uFEFF']

/** Texts in which everything that a cell could stumble over is common. */
const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.array(fc.constantFrom(...STUMBLES), { maxLength: 5 }).map((characters) => characters.join('')),
)

test('what is written is read again, wherever the bytes are cut, with each separator', async () => {
  const files = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 })
  const name = fc.constantFrom('comma' as const, 'semicolon' as const, 'tab' as const)
  await fc.assert(
    fc.asyncProperty(files, name, fc.integer({ min: 1, max: 9 }), async (some, separator, cut) => {
      // Which other separator it is, the first row must say: all our files have a header.
      const rows = separator === 'comma' ? some : [['sku', 'name'], ...some]
      const pages = (async function* () {
        yield rows
      })()
      const written = writeCsv(pages, separatorNamed(separator))
      const bytes = Buffer.concat(await Array.fromAsync(written))
      expect((await read(bytes, cut)).map((one) => 'cells' in one && one.cells)).toEqual(rows)
    }),
    { numRuns: 500 },
  )
})

test('a spreadsheet finds no formula in what is written', () => {
  fc.assert(
    fc.property(cell, (value) => {
      // With or without its quotes, as different programs look at it.
      expect(csvRow([value, 'x'])).not.toMatch(/^"?(?!-\d+(\.\d+)?,)[=+\-@\t\r]/)
    }),
  )
})

test('a negative amount is a number, and what only begins like one is text', () => {
  const cells = ['-12.50', '-500', '-1-1', '-1.', '-.5', '-1e3', '-1\n', "-2+cmd|'/C calc'!A0"]
  expect(cells.map((one) => csvRow([one]).replace(/^"/, '').startsWith('-'))).toEqual([
    ...[true, true],
    ...[false, false, false, false, false, false],
  ])
})

test.for<[rule: string, text: string, rows: (string[] | string)[]]>([
  [
    'lines may end as on Windows, as on Unix, or not at all',
    'a,b\r\nc,d\ne,f',
    [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ],
  ],
  ['a quoted cell holds commas, quotes and lines', '"a,""b""\r\nc",d\n', [['a,"b"\r\nc', 'd']]],
  [
    'empty cells are cells',
    ',\n"",x\n',
    [
      ['', ''],
      ['', 'x'],
    ],
  ],
  ['empty lines are no rows', 'a\n\n\r\nb\n', [['a'], ['b']]],
  [
    'a quote within a plain cell is told, and the next line read',
    'a"b,c\nd\n',
    [expect.stringContaining('quote'), ['d']],
  ],
  ['so is text after a quoted cell', '"a"b\nd\n', [expect.stringContaining('quote'), ['d']]],
  ['so is a lone carriage return', 'a\rb\nd\n', [expect.stringContaining('line end'), ['d']]],
  [
    'a quote that is never closed takes the rest',
    'a\n"b\nc\n',
    [['a'], expect.stringContaining('never closed')],
  ],
  ['a guarded formula is the formula again', "'=1+1,'text,''=x\n", [['=1+1', "'text", "'=x"]]],
])('%s', async ([, text, rows]) => {
  for (const cut of [1, 2, 1_000]) expect(await cellsOf(text, cut)).toEqual(rows)
})

test('each record knows the line where it begins', async () => {
  const records = await read(Buffer.from('a\n"b\nb"\n\nc"\nd\n'))
  expect(records.map(({ line }) => line)).toEqual([1, 2, 5, 6])
})

test('a quote that is never closed does not fill the memory', async () => {
  let pieces = 0
  const endless = (async function* () {
    yield Buffer.from('a\n"')
    for (; pieces < 1_000; pieces++) yield Buffer.alloc(65_536, 'x')
  })()
  const records = await Array.fromAsync(readCsv(endless))
  expect(records).toMatchObject([{ cells: ['a'] }, { line: 2, text: expect.any(String) }])
  expect(pieces).toBeLessThan(10)
})

test('a record of endless cells is told and left out', async () => {
  expect(await cellsOf(`${','.repeat(5_000)}\nb\n`)).toEqual([
    expect.stringContaining('cells'),
    ['b'],
  ])
})

test('bytes that are no UTF-8 become the sign for it', async () => {
  const records = await read(Buffer.from([0x61, 0xe9, 0x0a, 0x62, 0x0a]))
  expect(records).toMatchObject([{ cells: ['a\uFFFD'] }, { cells: ['b'] }])
})

const ROWS = [
  ['sku', 'name'],
  ['A', '1;2,3\t4'],
]

test.for<[rule: string, file: Buffer, rows?: string[][]]>([
  ['commas', Buffer.from('sku,name\nA,"1;2,3\t4"\n')],
  ['semicolons', Buffer.from('sku;name\nA;"1;2,3\t4"\n')],
  ['tabs', Buffer.from('sku\tname\r\nA\t"1;2,3\t4"')],
  ['what stands in quotes separates nothing', Buffer.from('"sku";"name"\n"A";"1;2,3\t4"')],
  ['empty lines before the first row', Buffer.from('\r\n\nsku;name\nA;"1;2,3\t4"\n')],
  ['a byte order mark', Buffer.from('\uFEFFsku;name\nA;"1;2,3\t4"\n')],
  ['UTF-16, as Excel writes it', Buffer.from('\uFEFFsku\tname\r\nA\t"1;2,3\t4"\r\n', 'utf16le')],
  ['UTF-16 the other way round', Buffer.from('\uFEFFsku;name\nA;"1;2,3\t4"', 'utf16le').swap16()],
  [
    'of a quoted name, only what is outside',
    Buffer.from('"a;b;c",d\n1,2\n'),
    [
      ['a;b;c', 'd'],
      ['1', '2'],
    ],
  ],
  ['a single column', Buffer.from('sku\nA;1\n'), [['sku'], ['A;1']]],
  ['a first row alone', Buffer.from('sku;name'), [['sku', 'name']]],
])('the first row says how a file is read: %s', async ([, file, rows = ROWS]) => {
  for (const cut of [1, 7, 1_000]) {
    expect((await read(file, cut)).map((one) => 'cells' in one && one.cells)).toEqual(rows)
  }
})

test.for<[rule: string, bytes: Buffer, isTold: boolean]>([
  ['as it should be', Buffer.from('sku,name\n'), false],
  ['UTF-16 without its mark', Buffer.from('sku\tname\n', 'utf16le'), true],
  ['no text at all', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0a]), true],
])('a first row: %s', async ([, bytes, isTold]) => {
  const [header] = await read(bytes)
  const told = misreadHeader((header as { cells: string[] }).cells)
  expect(told?.includes('not in UTF-8') ?? false).toBe(isTold)
})
