import { expect, test } from 'vitest'
import { anOrderRow, listStage, putOrders } from '#tests/http/order-list-stage.ts'

const linesOf = (text: string): string[] => text.replace('\uFEFF', '').trimEnd().split('\r\n')

test('the file has every order of the list once, in its order', async () => {
  await using stage = await listStage()
  const rows = Array.from({ length: 2_101 }, (_, n) =>
    anOrderRow(stage, n, { status: n % 2 ? 'PLACED' : 'CANCELLED', totalMinor: n % 7 }),
  )
  await putOrders(stage, rows)
  const query = 'status=PLACED&sortBy=total&sortOrder=asc'
  const { status, text } = await stage.call('owner', 'GET', `/orders/export.csv?${query}`)
  const [header, ...lines] = linesOf(text)
  expect([status, header!.split(',').slice(0, 3)]).toEqual([
    200,
    ['number', 'external_id', 'store'],
  ])
  expect(header).toMatch(/,currency,total,items,/)
  expect(lines.at(-1)).toMatch(/,INR,0\.06,2,/)
  const numbers = lines.map((line) => line.split(',')[0]!)
  const expected = rows
    .filter((row) => row.status === 'PLACED')
    .toSorted((a, b) => a.totalMinor - b.totalMinor || (a.id < b.id ? -1 : 1))
  expect(numbers).toEqual(expected.map(({ number }) => number))
})

test('what has changed since is a file as well, by its changes', async () => {
  await using stage = await listStage()
  const at = (ms: number) => new Date(Date.UTC(2026, 0, 12) + ms).toISOString()
  const rows = Array.from({ length: 1_203 }, (_, n) =>
    anOrderRow(stage, n, { updatedAt: at((n * 7) % 1_203) }),
  )
  await putOrders(stage, rows)
  const query = `sortBy=updatedAt&sortOrder=asc&updatedFrom=${at(100)}&updatedTo=${at(1_199)}`
  const { text } = await stage.call('owner', 'GET', `/orders/export.csv?${query}`)
  const expected = rows
    .filter(({ updatedAt }) => updatedAt >= at(100) && updatedAt <= at(1_199))
    .toSorted((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1))
  expect(expected).toHaveLength(1_100)
  const numbers = linesOf(text).map((line) => line.split(',')[0]!)
  expect(numbers).toEqual(['number', ...expected.map(({ number }) => number)])
})

test('what customers typed is text in a spreadsheet and no formula', async () => {
  await using stage = await listStage()
  const name = '=HYPERLINK("http://x.example","Win, now")'
  await putOrders(stage, [anOrderRow(stage, 1, { name, email: '+a@example.com', tags: ['-1+1'] })])
  const { text } = await stage.call('owner', 'GET', '/orders/export.csv')
  const line = linesOf(text)[1]!
  expect(line).toContain('"\'=HYPERLINK(""http://x.example"",""Win, now"")"')
  expect(line).toContain(",'+a@example.com,")
  expect(line).toContain(",'-1+1,")
})

test('the columns are kept apart as asked, and names are read as they are written', async () => {
  await using stage = await listStage()
  await putOrders(stage, [anOrderRow(stage, 1, { name: 'Zoë; Brontë, A.' })])
  for (const [separator, sign] of [
    ['semicolon', ';'],
    ['tab', '\t'],
  ] as const) {
    const reply = await stage.call('owner', 'GET', `/orders/export.csv?separator=${separator}`)
    expect(reply.text.startsWith(`\uFEFFnumber${sign}external_id${sign}store${sign}`)).toBe(true)
    expect(reply.text).toContain(`${sign}"Zoë; Brontë, A."${sign}`)
  }
  const refused = await stage.call('owner', 'GET', '/orders/export.csv?separator=pipe')
  expect([refused.status, refused.json.code]).toEqual([400, 'invalid_request'])
})

test('names and contact data leave only with those who may export them', async () => {
  await using stage = await listStage()
  await putOrders(stage, [anOrderRow(stage, 1, { email: 'asha@example.com', phone: '+919800' })])
  const full = (await stage.call('owner', 'GET', '/orders/export.csv')).text
  const bare = (await stage.call('viewer', 'GET', '/orders/export.csv')).text
  for (const secret of ['Asha Rao', 'asha@example.com', '+919800']) {
    expect([full.includes(secret), bare.includes(secret)]).toEqual([true, false])
  }
  expect(linesOf(bare)[1]).toContain('PS-100001,E-1,North,shopify,PLACED,due')
})

test('a search that cannot be sorted whole is refused, not cut', async () => {
  await using stage = await listStage()
  await putOrders(
    stage,
    Array.from({ length: 1_001 }, (_, n) => anOrderRow(stage, n)),
  )
  const exported = (query: string) => stage.call('owner', 'GET', `/orders/export.csv?${query}`)
  const refused = await exported('search=asha&sortBy=total')
  expect([refused.status, refused.json.code]).toEqual([409, 'export_incomplete'])
  expect(linesOf((await exported('search=asha')).text)).toHaveLength(1 + 1_001)
})

test('a list of nothing is a file with its header', async () => {
  await using stage = await listStage()
  for (const query of ['', '?channel=nowhere', '?search=nobody']) {
    const { status, text } = await stage.call('owner', 'GET', `/orders/export.csv${query}`)
    expect([query, status, linesOf(text).length]).toEqual([query, 200, 1])
  }
})
