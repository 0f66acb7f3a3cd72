import { expect, test, vi } from 'vitest'
import { indexNames, plainName } from '#customers'
import { inTransaction } from '#platform/database.ts'
import { erasePeople } from '../../server/modules/customers/store.ts'
import { customersStage, type CustomersStage } from './customers-stage.ts'
import { followSearch } from './follow-search.ts'

async function shopOf(...names: string[]) {
  const stage = await customersStage()
  await stage.given.product('MUG', 100, 1_000)
  for (const [n, name] of names.entries()) {
    await stage.order('owner', { customer: { name, email: `${n}@x.example` } })
  }
  await followSearch(stage)
  return stage
}

async function namesOf(stage: CustomersStage, q: string, more = ''): Promise<string[]> {
  const query = `q=${encodeURIComponent(q)}${more}`
  const { status, text, body } = await stage.call('owner', `GET /customers?${query}`)
  if (status !== 200) throw new Error(text)
  return body.customers.map(({ name }: { name: string }) => name)
}

const ONEILL = ['Liam O’Neill', "Mary O'Neill"]
const KUMAR = ['Vikram Kumar', 'Kumari Kumar']

test('a person is found by any words of the name, as somebody types them', async () => {
  await using stage = await shopOf(
    ...['Asha Sharma', 'José Núñez', ...ONEILL, ...KUMAR, 'Rao-Kulkarni, Dev (Dr.)'],
    ...['Søren Weiß', '100% Cotton_Shop', 'अर्जुन मेनन', '???'],
  )
  const cases: Record<string, string[]> = {
    ...{ Sharma: ['Asha Sharma'], sha: ['Asha Sharma'], ASHA: ['Asha Sharma'], harma: [] },
    ...{
      'asha sharma': ['Asha Sharma'],
      'sharma asha': ['Asha Sharma'],
      'shar as': ['Asha Sharma'],
    },
    ...{ 'Sharma, Asha': ['Asha Sharma'], 'asha kumar': [], 'asha asha': ['Asha Sharma'] },
    ...{ jose: ['José Núñez'], JOSÉ: ['José Núñez'], 'nunez jos': ['José Núñez'] },
    ...{ oneill: ONEILL, "o'neill": ONEILL, 'O’Neill': ONEILL, 'o`neill': ONEILL },
    ...{
      neill: ONEILL,
      'o neill': ONEILL,
      "mary o'n": ["Mary O'Neill"],
      'oneill liam': [ONEILL[0]!],
    },
    ...{ kumar: KUMAR.toReversed(), 'kumar vik': ['Vikram Kumar'] },
    ...{ kulk: ['Rao-Kulkarni, Dev (Dr.)'], 'dev rao-kul': ['Rao-Kulkarni, Dev (Dr.)'] },
    ...{
      soren: ['Søren Weiß'],
      SØREN: ['Søren Weiß'],
      weiss: ['Søren Weiß'],
      weiß: ['Søren Weiß'],
    },
    ...{ मेन: ['अर्जुन मेनन'], nobody: [], s: ['Asha Sharma', 'Søren Weiß'] },
    ...{ '%': [], _: [], 'as%': [], a_ha: [], _sha: [], 'asha %': [], 'sharma a%': [] },
    ...{ '100%': ['100% Cotton_Shop'], 'cotton shop': [], '\\': [], "'": [], '???': [], '- -': [] },
  }
  for (const [typed, names] of Object.entries(cases)) {
    expect([typed, await namesOf(stage, typed)]).toEqual([typed, names])
  }
})

test('a name with O or D is one name, with an apostrophe, with a space or with neither', async () => {
  const written = [
    "Mary O'Neill",
    'Mary O Neill',
    'Mary Ó  Neill',
    'Mary Oneill',
    'Mary O\u0301 Neill',
  ]
  await using stage = await shopOf(...written, "Ana D'Souza", 'Ana D Souza', 'O P Rao', 'Leo Neill')
  const sorted = (names: string[]) => names.toSorted((a, b) => (a < b ? -1 : 1))
  const cases: Record<string, string[]> = {
    ...{ oneill: written, "o'neill": written, 'mary oneill': written },
    ...{ dsouza: ["Ana D'Souza", 'Ana D Souza'], 'd’souza ana': ["Ana D'Souza", 'Ana D Souza'] },
    ...{ 'o neill': written.filter((name) => name !== 'Mary Oneill') },
    ...{ 'p rao': ['O P Rao'], oprao: [], orao: [] },
  }
  for (const [typed, names] of Object.entries(cases)) {
    expect([typed, sorted(await namesOf(stage, typed))]).toEqual([typed, sorted(names)])
  }
})

test('a person is found by the begin of an address and by the end of a number', async () => {
  await using stage = await shopOf()
  const order = (name: string, email: string | undefined, phone: string) =>
    stage.order('owner', { customer: { name, ...(email && { email }), phone } })
  await order('Asha Rao', 'asha@example.com', '+91 98765 43210')
  await order('Ravi Sen', 'ravi@example.com', '0044 20 7946 0018')
  await order('ravina Das', undefined, '98765-00000')
  expect(await namesOf(stage, '')).toEqual(['ravina Das', 'Ravi Sen', 'Asha Rao'])
  expect(await namesOf(stage, '', '&sort=name')).toEqual(['Asha Rao', 'Ravi Sen', 'ravina Das'])
  expect(await namesOf(stage, 'Ravi@')).toEqual(['Ravi Sen'])
  expect(await namesOf(stage, '98765 43210')).toEqual(['Asha Rao'])
  expect(await namesOf(stage, '+442079460018')).toEqual(['Ravi Sen'])
})

test('who is found follows the name, and ends with it', async () => {
  await using stage = await shopOf('Asha Rao', 'Asha Sen')
  const [sen, rao] = (await stage.call('owner', 'GET /customers')).body.customers
  await stage.call(
    'owner',
    `PATCH /customers/${rao.id}`,
    { name: 'Asha Das' },
    { 'if-match': '"1"' },
  )
  expect(await namesOf(stage, 'rao')).toEqual([])
  expect(await namesOf(stage, 'das')).toEqual(['Asha Das'])

  await stage.call('owner', `POST /customers/${rao.id}/merges`, { from: sen.id })
  expect(await namesOf(stage, 'asha')).toEqual(['Asha Das'])
  await stage.call('owner', `POST /customers/${rao.id}/erasure`)
  await followSearch(stage)
  expect(await namesOf(stage, 'asha')).toEqual([])
  expect(await namesOf(stage, 'erased')).toEqual([])
  expect(await stage.rows('select words from customer_search')).toEqual([])
  expect((await stage.call('stranger', 'GET /customers?q=a')).body).toMatchObject({ customers: [] })
})

test('whoever is erased while the search is filled is not found again', async () => {
  await using stage = await customersStage()
  await stage.given.product('MUG', 100, 1_000)
  const { customer } = await stage.order('owner')
  const { db } = stage.runtime
  const person = { orgId: stage.ctx.orgId, id: customer.id }
  let indexing: Promise<void> | undefined
  await inTransaction(db, async (tx) => {
    await erasePeople(tx, person.orgId, [person.id], { name: 'Gone', at: new Date() })
    indexing = indexNames(db, [person], { onlyNew: true })
    await vi.waitFor(async () => {
      const waiting = await stage.rows(
        `select 1 from pg_stat_activity where datname = current_database()
           and wait_event_type = 'Lock' and query like '%customer_search_words%'`,
      )
      expect(waiting).toHaveLength(1)
    }, 10_000)
  })
  await indexing
  expect(await stage.rows('select words from customer_search')).toEqual([])
})

test('somebody who says who they are before they have bought is found as well', async () => {
  await using stage = await shopOf()
  const change = [{ name: 'Ravi Sen' }, { 'if-match': '"0"' }] as const
  expect((await stage.call('ravi', 'PATCH /me/customer', ...change)).status).toBe(200)
  expect(await namesOf(stage, 'sen')).toEqual(['Ravi Sen'])
})

test('a name is read the same whether it is typed or stored', async () => {
  await using stage = await shopOf()
  const names = [
    ...['Asha Rao', 'JOSÉ NÚÑEZ', 'Zoë Müller', 'Łukasz Đorđević', 'Søren Weiß', 'STRASSE ẞ'],
    ...['Æsa Œuvre', 'İpek Yılmaz', 'अर्जुन मेनन', 'Йосип', 'Ёлка', '김민준', 'ａｂ', '100%_\\'],
  ]
  const rows = await stage.rows<{ plain: string }>(
    `select searched_name(name) as plain from unnest($1::text[]) with ordinality as n (name, at)
     order by at`,
    [names],
  )
  expect(rows.map(({ plain }) => plain)).toEqual(names.map(plainName))
  const marks = Array.from("'`´ʹʻʼ‘’‛′＇").map((mark) => `O${mark}Neill`)
  expect(new Set(marks.map(plainName))).toEqual(new Set(['oneill']))
  const stored = await stage.rows(
    'select distinct searched_name(name) as plain from unnest($1::text[]) as name',
    [marks],
  )
  expect(stored).toEqual([{ plain: 'oneill o neill' }])
})

test('no name is too long to be found', async () => {
  const longest = ['\u{1d15e}', '각', '각’', 'x', "x'", 'ab '].map((part) => part.repeat(200))
  const names = longest.map((name) => name.slice(0, 200))
  await using stage = await shopOf(...names)
  expect(await namesOf(stage, 'x'.repeat(100))).toHaveLength(2)
  expect((await stage.rows('select name from order_search')).length).toBe(names.length)
})

test('pages go on where the last one ended, each person once', async () => {
  const names = Array.from({ length: 9 }, (_, n) => `Rao Rani${n % 4} Ra`)
  await using stage = await shopOf(...names)
  const seen: string[] = []
  for (let after = ''; ;) {
    const { body } = await stage.call('owner', `GET /customers?q=ra%20rani&limit=2${after}`)
    seen.push(...body.customers.map(({ id }: { id: string }) => id))
    if (!body.pagination.nextCursor) break
    after = `&after=${body.pagination.nextCursor}`
  }
  expect(seen).toHaveLength(9)
  expect(new Set(seen).size).toBe(9)
  expect(await namesOf(stage, 'ra')).toHaveLength(9)
})

test('whoever was merged finds the person who is left, each once', async () => {
  await using stage = await shopOf()
  const people = [
    { name: 'Asha Rao', email: 'asha.rao@x.example' },
    { name: 'A. Rani', email: 'asha.rani@x.example', phone: '+91 98765 43210' },
    { name: 'Asha Das', email: 'asha.das@x.example' },
    { name: 'Ravi Das', phone: '+91 91111 43210' },
  ]
  const ids: string[] = []
  for (const customer of people) ids.push((await stage.order('owner', { customer })).customer.id)
  await followSearch(stage)
  const [rao, rani, das, ravi] = ids
  const merge = (into: string, from: string) =>
    stage.call('owner', `POST /customers/${into}/merges`, { from })
  await merge(rani!, das!)
  await merge(rao!, rani!)
  const { body: last } = await merge(rao!, ravi!)

  const left = ['Asha Rao']
  for (const typed of [
    'asha.rani@x',
    'asha.das@',
    'asha.',
    '98765 43210',
    '43210',
    'rani',
    'das',
  ]) {
    expect([typed, await namesOf(stage, typed)]).toEqual([typed, left])
  }
  expect(await namesOf(stage, 'asha')).toEqual(left)
  expect(await namesOf(stage, 'a')).toEqual(left)
  expect(await namesOf(stage, 'ravi das')).toEqual(left)
  expect(await namesOf(stage, '')).toEqual(left)
  await stage.call('owner', `DELETE /customers/${rao}/merges/${last.mergeId}`)
  expect(await namesOf(stage, 'das')).toEqual(['Asha Rao', 'Ravi Das'])
  expect(await namesOf(stage, '43210')).toEqual(['Ravi Das', 'Asha Rao'])

  await stage.call('owner', `POST /customers/${rao}/erasure`)
  for (const typed of ['asha.', '98765 43210', 'asha', 'rani']) {
    expect([typed, await namesOf(stage, typed)]).toEqual([typed, []])
  }
  expect(await namesOf(stage, 'das')).toEqual(['Ravi Das'])
})

test('pages of what is searched show each person once, however many rows lead to them', async () => {
  await using stage = await customersStage()
  await stage.given.product('MUG', 100, 1_000)
  const ids: string[] = []
  for (let n = 0; n < 9; n++) {
    const customer = { name: `Rao ${n}`, email: `rao.${n}@x.example`, phone: `${n}98765 43210` }
    ids.push((await stage.order('owner', { customer })).customer.id)
  }
  await followSearch(stage)
  const merges = { 0: 8, 4: 8, 5: 2, 8: 7 }
  for (const [from, into] of Object.entries(merges)) {
    await stage.call('owner', `POST /customers/${ids[into]}/merges`, { from: ids[Number(from)] })
  }
  const left = [1, 2, 3, 6, 7].map((n) => ids[n]!)
  for (const q of ['rao', 'rao.', '43210']) {
    const seen: string[] = []
    for (let after = ''; ;) {
      const { body } = await stage.call('owner', `GET /customers?q=${q}&limit=2${after}`)
      seen.push(...body.customers.map(({ id }: { id: string }) => id))
      if (!body.pagination.nextCursor) break
      after = `&after=${body.pagination.nextCursor}`
    }
    expect([q, seen.toSorted()]).toEqual([q, left.toSorted()])
  }
})
