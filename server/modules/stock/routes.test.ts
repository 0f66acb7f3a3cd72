import { expect, test } from 'vitest'
import { permissionCatalog } from '#access'
import { httpStage } from '#tests/http/stage.ts'
import { stockRoutes } from './routes.ts'

const ROLES: Record<string, string[]> = {
  owner: ['stock.read', 'stock.move', 'stock.adjust'],
  packer: ['stock.read', 'stock.move'],
}

/** The stock of a shop over HTTP, with an owner and a packer who may not correct the books. */
async function stage() {
  let orgId = ''
  const server = await httpStage(
    stockRoutes({
      listShort: async () => new Map([['MUG', 2]]),
      moverNames: async (_db, _orgId, movers) =>
        new Map(movers.flatMap(({ id }) => (id ? [[id, `${id} by name`]] : []))),
      orderNumbers: async (_db, _orgId, ids) => new Map(ids.map((id) => [id, 'W-1'])),
    }),
    {},
    {
      permissions: permissionCatalog,
      authenticate: async ({ bearer = '' }) =>
        ROLES[bearer] && {
          ...{ orgId, actor: { type: 'user', id: 'u', name: bearer }, via: 'bearer' },
          permissions: new Set(ROLES[bearer]),
        },
    },
  )
  orgId = server.world.ctx.orgId
  const call = async (
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    more = {},
  ) => {
    const { body, as = 'owner', headers = {} } = more as Call
    const reply = await server.app.inject({
      ...{ method, url: `/api/v1${path}` },
      headers: { authorization: `Bearer ${as}`, ...headers },
      ...(body !== undefined && { payload: body }),
    })
    return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() }
  }
  /** A file of counts, as the owner. */
  const send = (payload: string, headers: Record<string, string> = {}) =>
    server.app.inject({
      ...{ method: 'POST', url: '/api/v1/stock/import', payload },
      headers: { authorization: 'Bearer owner', 'content-type': 'text/csv', ...headers },
    })
  return Object.assign(server, { call, send })
}
type Call = { body?: object; as?: string; headers?: Record<string, string> }

test('stock is received, moved, limited, listed and told over HTTP', async () => {
  await using shop = await stage()
  const { call, world } = shop
  await world.given.product('MUG', 0)
  const [product] = await world.rows<{ id: string }>(`select id from products`)
  const north = await call('POST', '/locations', { body: { code: 'north', name: 'North' } })
  expect(north).toMatchObject({ status: 201, body: { code: 'north', priority: 100, active: true } })
  const received = await call('POST', '/stock/movements', {
    body: { type: 'received', sku: 'MUG', quantity: 9 },
  })
  expect(received).toMatchObject({ status: 201, body: { sku: 'MUG', quantity: 9, onHand: 9 } })
  const transfer = { sku: 'MUG', from: 'main', to: 'north', quantity: 4 }
  expect(await call('POST', '/stock/transfers', { body: transfer })).toMatchObject({
    ...{ status: 201, body: { movements: [{ quantity: -4 }, { quantity: 4, onHand: 4 }] } },
  })
  await call('PATCH', '/stock/MUG/levels/north', { body: { safetyStock: 1 } })
  const backorder = { limit: 3, promisedFor: '2026-02-01', location: 'north' }
  expect(await call('PUT', '/stock/MUG/backorder', { body: backorder })).toMatchObject({
    ...{ status: 200, body: { backorder: { ...backorder, waiting: 0 } } },
  })
  const past = { ...backorder, promisedFor: '2025-12-31' }
  expect(await call('PUT', '/stock/MUG/backorder', { body: past })).toMatchObject({
    ...{ status: 422, body: { errors: [{ pointer: '/body/promisedFor' }] } },
  })

  expect(await call('GET', '/stock/MUG')).toMatchObject({
    status: 200,
    body: {
      ...{ sku: 'MUG', onHand: 9, reserved: 0, available: 11, short: 2 },
      locations: [
        { location: 'main', onHand: 5, available: 5, isLow: true },
        {
          location: 'north',
          onHand: 4,
          available: 6,
          safetyStock: 1,
          backorderLimit: 3,
          threshold: 5,
        },
      ],
    },
  })
  expect(await call('GET', `/products/${product!.id}/inventory`)).toMatchObject({
    ...{ status: 200, body: { productId: product!.id, onHand: 9, skus: [{ sku: 'MUG' }] } },
  })
  const { body: ledger } = await call('GET', '/stock/MUG/movements?limit=2')
  expect(ledger.movements.map((one: { onHand: number }) => one.onHand).toSorted()).toEqual([-4, 4])
  const next = await call('GET', `/stock/MUG/movements?after=${ledger.pagination.nextCursor}`)
  expect(next.body.movements.map((one: { onHand: number }) => one.onHand)).toEqual([9, 0])
})

test('the ledger says who moved, for which order, and what was left each time', async () => {
  await using shop = await stage()
  const { call, world } = shop
  await world.given.product('MUG', 7)
  await call('POST', '/locations', { body: { code: 'north', name: 'North' } })
  const expiresAt = '2026-01-16T12:00:00Z'
  const kept = { sku: 'MUG', quantity: 2, reason: 'a guest', expiresAt }
  await call('POST', '/stock/reservations', { body: kept })
  await call('POST', '/stock/transfers', {
    body: { sku: 'MUG', from: 'main', to: 'north', quantity: 4 },
  })
  await call('POST', '/stock/movements', { body: { type: 'received', sku: 'MUG', quantity: 9 } })

  type Row = Record<'onHand' | 'reserved', number> & Record<string, unknown>
  const rows: Row[] = []
  for (let after = ''; ;) {
    const { body } = await call('GET', `/stock/MUG/movements?limit=1${after}`)
    rows.push(...body.movements)
    if (body.pagination.nextCursor === null) break
    after = `&after=${body.pagination.nextCursor}`
  }
  expect(rows[0]).toMatchObject({ onHand: 9, actor: { id: 'u', name: 'u by name' } })
  expect(rows.find(({ type }) => type === 'reserved')).toMatchObject({ orderNumber: 'W-1' })
  const left = new Map<unknown, { onHand: number; reserved: number }>()
  for (const { location, onHand, reserved, ...row } of rows.toReversed()) {
    const before = left.get(location) ?? { onHand: 0, reserved: 0 }
    const then = { onHand: before.onHand + onHand, reserved: before.reserved + reserved }
    left.set(location, then)
    expect(row['left']).toEqual(then)
  }
  expect([...left]).toEqual([
    ['main', { onHand: 12, reserved: 2 }],
    ['north', { onHand: 4, reserved: 0 }],
  ])
})

test('lists continue after a position and keep to their filters', async () => {
  await using shop = await stage()
  const { call, world } = shop
  for (const [sku, onHand] of [
    ['CUP-1', 1],
    ['CUP-2', 90],
    ['MUG', 2],
  ] as const) {
    await world.given.product(sku, onHand)
  }
  const skus = async (path: string) => {
    const { body } = await call('GET', path)
    return body.stock.map((level: { sku: string }) => level.sku)
  }
  expect(await skus('/stock')).toEqual(['CUP-1', 'CUP-2', 'MUG'])
  expect(await skus('/stock?q=cup')).toEqual(['CUP-1', 'CUP-2'])
  expect(await skus('/stock?q=up-')).toEqual(['CUP-1', 'CUP-2'])
  expect(await skus('/stock?q=c_p')).toEqual([])
  await world.rows(`update products set name = 'Blue teapot' where name = 'Product MUG'`)
  expect(await skus('/stock?q=teap')).toEqual(['MUG'])
  expect((await call('GET', '/stock?q=MUG')).body.stock[0].name).toBe('Blue teapot')
  expect(await skus('/stock?low=false')).toEqual(['CUP-2'])
  expect(await skus('/admin/inventory/low-stock')).toEqual(['CUP-1', 'MUG'])
  const headers = { authorization: 'Bearer owner' }
  const url = '/api/v1/admin/inventory/low-stock.csv'
  const rows = async (search = '') => {
    const { body: csv } = await shop.app.inject({ url: `${url}${search}`, headers })
    return csv.split('\r\n').map((line) => line.split(',')[0])
  }
  expect(await rows()).toEqual(['\uFEFFsku', 'CUP-1', 'MUG', ''])
  expect(await rows('?location=main&q=teap')).toEqual(['\uFEFFsku', 'MUG', ''])
  const moon = await shop.app.inject({ url: `${url}?location=moon`, headers })
  expect(moon.statusCode).toBe(404)
  const first = await call('GET', '/stock?limit=2&location=main')
  expect(await skus(`/stock?limit=2&after=${first.body.pagination.nextCursor}`)).toEqual(['MUG'])
  expect(await call('GET', '/stock?after=nonsense')).toMatchObject({ status: 400 })
  expect(await call('GET', '/stock?location=moon')).toMatchObject({ status: 404 })
})

test('a SKU that was never moved has an empty ledger, and one that is none has no ledger', async () => {
  await using shop = await stage()
  await shop.world.given.product('NEW')
  await shop.world.rows(`delete from stock_movements`)
  expect(await shop.call('GET', '/stock/NEW/movements')).toMatchObject({
    ...{ status: 200, body: { movements: [] } },
  })
  for (const path of ['/stock/GHOST', '/stock/GHOST/movements']) {
    const refused = { status: 404, body: { code: 'sku_not_found' } }
    expect(await shop.call('GET', path)).toMatchObject(refused)
  }
})

test('who may move stock may not therefore correct the books', async () => {
  await using shop = await stage()
  const { call, world } = shop
  await world.given.product('MUG', 5)
  const move = (type: string) => ({ as: 'packer', body: { type, sku: 'MUG', quantity: 1 } })
  expect(await call('POST', '/stock/movements', move('received'))).toMatchObject({ status: 201 })
  for (const type of ['adjusted', 'counted']) {
    expect(await call('POST', '/stock/movements', move(type))).toMatchObject({ status: 403 })
    const body = { movements: [move(type).body] }
    const many = await call('POST', '/stock/movements/batch', { as: 'packer', body })
    expect(many).toMatchObject({ status: 403, body: { permission: 'stock.adjust' } })
  }
  expect(await world.rows(`select on_hand from stock_levels`)).toEqual([{ on_hand: 6 }])
})

test('the same key moves once', async () => {
  await using shop = await stage()
  const { call, world } = shop
  await world.given.product('MUG', 0)
  const move = {
    body: { type: 'received', sku: 'MUG', quantity: 3 },
    headers: { 'idempotency-key': 'delivery-7' },
  }
  const [first, second] = [
    await call('POST', '/stock/movements', move),
    await call('POST', '/stock/movements', move),
  ]
  expect(second).toEqual(first)
  expect(await world.rows(`select on_hand from stock_levels`)).toEqual([{ on_hand: 3 }])
})

test('each of many moves has a result of its own', async () => {
  await using shop = await stage()
  const { call, world } = shop
  await world.given.product('MUG', 1)
  const movements = [
    { type: 'adjusted', sku: 'MUG', quantity: -2 },
    { type: 'received', sku: 'MUG', quantity: 2 },
  ]
  expect(await call('POST', '/stock/movements/batch', { body: { movements } })).toMatchObject({
    status: 200,
    body: {
      ...{ moved: 1, refused: 1 },
      results: [{ problem: { code: 'stock_not_enough', onHand: 1 } }, { movement: { onHand: 3 } }],
    },
  })
})

test('a stock take and a reservation are kept by people', async () => {
  await using shop = await stage()
  const { call, world } = shop
  await world.given.product('MUG', 5)
  const { body: take } = await call('POST', '/stock/takes', { body: { note: 'January' } })
  const lines = [{ sku: 'MUG', counted: 4 }]
  const counted = await call('PUT', `/stock/takes/${take.id}/lines`, { body: { lines } })
  expect(counted.body.lines).toMatchObject([{ expected: 5, counted: 4, difference: -1 }])
  const closed = await call('POST', `/stock/takes/${take.id}/close`)
  expect(closed).toMatchObject({ status: 200, body: { state: 'closed', location: 'main' } })
  expect(await call('GET', '/stock/takes')).toMatchObject({ body: { takes: [{ id: take.id }] } })

  const body = { sku: 'MUG', quantity: 3, reason: 'photos', expiresAt: '2026-01-16T00:00:00Z' }
  const { body: reserved } = await call('POST', '/stock/reservations', { body })
  expect(await call('GET', '/stock/reservations')).toMatchObject({
    body: { reservations: [{ id: reserved.id, sku: 'MUG', quantity: 3 }] },
  })
  const past = { body: { ...body, expiresAt: '2026-01-14T00:00:00Z' } }
  expect(await call('POST', '/stock/reservations', past)).toMatchObject({ status: 400 })
  const end = `/stock/reservations/${reserved.id}`
  expect(await call('DELETE', end)).toMatchObject({ status: 204 })
  expect(await call('DELETE', end)).toMatchObject({ status: 404 })
})

test.for<[what: string, path: string, body: object]>([
  ['no quantity', '/stock/movements', { type: 'received', sku: 'MUG' }],
  ['nothing received', '/stock/movements', { type: 'received', sku: 'MUG', quantity: 0 }],
  ['an adjustment by nothing', '/stock/movements', { type: 'adjusted', sku: 'MUG', quantity: 0 }],
  ['a negative count', '/stock/movements', { type: 'counted', sku: 'MUG', quantity: -1 }],
  ['a type of the engine', '/stock/movements', { type: 'reserved', sku: 'MUG', quantity: 1 }],
  ['too many', '/stock/movements', { type: 'received', sku: 'MUG', quantity: 1e9 }],
  [
    'a transfer to itself',
    '/stock/transfers',
    { sku: 'MUG', from: 'main', to: 'main', quantity: 1 },
  ],
  ['half a character', '/stock/movements', { type: 'received', sku: '\ud800', quantity: 1 }],
])('%s is refused by the form', async ([, path, body]) => {
  await using shop = await stage()
  expect(await shop.call('POST', path, { body })).toMatchObject({ status: 400 })
})

test('another org sees nothing of it', async () => {
  await using shop = await stage()
  const { call, world } = shop
  const other = await world.anotherOrg()
  await world.given.product('MUG', 5)
  await world.rows(`update stock_levels set org_id = $1`, [other.orgId])
  await world.rows(`update locations set org_id = $1`, [other.orgId])
  expect(await call('GET', '/stock')).toMatchObject({ body: { stock: [] } })
  const [place] = await world.rows<{ id: string }>(`select id from locations`)
  const change = await call('PATCH', `/locations/${place!.id}`, { body: { name: 'Mine' } })
  expect(change).toMatchObject({ status: 404 })
})

test('a file sets the levels that it names and gives back the rows that failed', async () => {
  await using shop = await stage()
  const { call, world } = shop
  await world.given.product('CUP', 5)
  await world.given.product('MUG', 5)
  const rows = ['sku,quantity,location', 'CUP,9,', 'GHOST,1,main', 'MUG,-1,', 'MUG,"7",main', 'x"']
  const body = rows.join('\n')
  const told = (await shop.send(body)).json<{ failedRows: string }>()
  expect(told).toMatchObject({
    ...{ moved: 2, refused: 3 },
    failures: [
      { line: 3, code: 'sku_not_found' },
      { line: 4, code: 'invalid_row' },
      { line: 6, code: 'invalid_row' },
    ],
  })
  expect(await world.rows(`select sku, on_hand from stock_levels order by sku`)).toEqual([
    { sku: 'CUP', on_hand: 9 },
    { sku: 'MUG', on_hand: 7 },
  ])
  const file = await shop.send(body, { accept: 'text/csv' })
  expect(file.body.slice(1).split('\r\n').slice(0, 3)).toEqual([
    'sku,quantity,location,error',
    'GHOST,1,main,There is no such SKU in the catalog.',
    'MUG,-1,,quantity: must be a whole number such as 12',
  ])
  // What is loaded from the answer is taken again.
  expect(told.failedRows).toBe(file.body)
  expect((await shop.send(file.body)).json()).toMatchObject({ moved: 0, refused: 3 })
  expect((await shop.send('sku;quantity\nCUP;8')).json()).toMatchObject({ moved: 1, refused: 0 })
  expect((await shop.send('name;quantity\nCUP;9')).json()).toMatchObject({
    code: 'file_without_columns',
  })
  const wrong = { body: {}, headers: { 'content-type': 'application/json' } }
  expect(await call('POST', '/stock/import', wrong)).toMatchObject({ status: 415 })
})

test('a file counts nothing that it may not mean: a cell too many, a level twice', async () => {
  await using shop = await stage()
  const { world } = shop
  for (const sku of ['CUP', 'JUG', 'MUG']) await world.given.product(sku, 5)
  const file = ['sku,quantity,location', 'CUP,1,234,main', 'JUG,3', 'MUG,7,', 'MUG,8,main']
  const told = (await shop.send(file.join('\n'))).json<{ failedRows: string }>()
  expect(told).toMatchObject({
    ...{ moved: 1, refused: 3 },
    failures: [
      { line: 2, detail: 'The row has 4 cells and the header 3.' },
      { line: 3, detail: 'The row has 2 cells and the header 3.' },
      { line: 5, detail: 'Line 4 counts this already. Write the sum of both into one row.' },
    ],
  })
  await shop.send(told.failedRows.replace('MUG,8,main', 'MUG,15,main'))
  expect(await world.rows(`select sku, on_hand from stock_levels order by sku`)).toEqual([
    { sku: 'CUP', on_hand: 5 },
    { sku: 'JUG', on_hand: 5 },
    { sku: 'MUG', on_hand: 15 },
  ])
})

test('many levels are changed as they were read, and what was changed in between is told', async () => {
  await using shop = await stage()
  const { call, world } = shop
  for (const sku of ['MUG', 'CUP', 'JUG']) await world.given.product(sku, 10)
  const at = (sku: string, fields: object) => ({ sku, location: 'main', ...fields })
  const levels = [
    at('MUG', { onHand: { from: 10, to: 12 }, safetyStock: { from: 0, to: 2 } }),
    at('CUP', { onHand: { from: 9, to: 3 }, lowThreshold: { from: null, to: 4 } }),
    at('JUG', { onHand: { from: 10, to: 0 } }),
    at('POT', { onHand: { from: 0, to: 1 } }),
  ]
  const body = { reason: 'Counted twice', levels }
  expect(await call('PATCH', '/stock/levels', { body, as: 'packer' })).toMatchObject({
    status: 403,
  })
  const reply = await call('PATCH', '/stock/levels', { body })
  expect(reply.body).toMatchObject({ changed: 2, refused: 2 })
  expect(reply.body.results).toMatchObject([
    { sku: 'MUG', problem: null },
    { sku: 'CUP', problem: { code: 'level_changed', now: { onHand: 10 } } },
    { sku: 'JUG', problem: null },
    { sku: 'POT', problem: { code: 'level_not_found' } },
  ])
  expect((await call('GET', '/stock')).body.stock).toMatchObject([
    { sku: 'CUP', onHand: 10, lowThreshold: null },
    { sku: 'JUG', onHand: 0 },
    { sku: 'MUG', onHand: 12, safetyStock: 2, available: 10 },
  ])
  const [latest] = (await call('GET', '/stock/MUG/movements')).body.movements
  expect(latest).toMatchObject({ type: 'adjusted', onHand: 2, reason: 'Counted twice' })
})
