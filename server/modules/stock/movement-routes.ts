import type { Ctx } from '#platform/context.ts'
import { requirePermission } from '#platform/http/require-permission.ts'
import { Problem } from '#platform/problem.ts'
import type { App } from '#platform/routes.ts'
import { sellable } from './allocate.ts'
import * as contract from './contract.ts'
import type { Moved } from './move-in.ts'
import { moveMany, moveStock, type MoveStock, transferStock } from './move-stock.ts'
import { viewOfRefusal } from './problems.ts'

const tags = ['stock']
const config = { permission: 'stock.move', idempotency: 'optional' } as const

export function movementRoutes(app: App): void {
  app.post('/stock/movements', {
    config,
    schema: {
      tags,
      summary: 'Move stock',
      description:
        '`received` and `returned` add; `adjusted` adds or takes away and `counted` says how many ' +
        'there are: these two also need the permission `stock.adjust`. What is promised can only be ' +
        'taken away as far as the backorder limit covers it.',
      body: contract.MoveStockBody,
      response: { 201: contract.MovedView },
    },
    handler: async ({ ctx, body }, reply) => {
      mayMove(ctx, [body])
      return reply.code(201).send(viewOf(await moveStock(ctx, body)))
    },
  })
  app.post('/stock/movements/batch', {
    config,
    schema: {
      tags,
      summary: 'Move stock of many SKUs',
      description: 'At most 500, each on its own: one that is refused stops no other.',
      body: contract.MoveManyBody,
      response: { 200: contract.MovedManyView },
    },
    handler: async ({ ctx, body }) => {
      mayMove(ctx, body.movements)
      const results = await moveMany(ctx, body.movements)
      const refused = results.filter((result) => result instanceof Problem).length
      return { moved: results.length - refused, refused, results: results.map(resultOf) }
    },
  })
  app.post('/stock/transfers', {
    config,
    schema: {
      tags,
      summary: 'Move stock from one location to another',
      description:
        'Promised pieces stay where they are promised, whatever the backorder limit is: no more ' +
        'can be moved than is on hand and not reserved.',
      body: contract.TransferBody,
      response: { 201: contract.MovedList },
    },
    handler: async ({ ctx, body }, reply) => {
      const moved = await transferStock(ctx, body)
      return reply.code(201).send({ movements: moved.map(viewOf) })
    },
  })
}

/** To correct the books is more than to move pieces. */
function mayMove(ctx: Ctx, moves: Pick<MoveStock, 'type'>[]): void {
  const corrects = moves.some(({ type }) => type === 'adjusted' || type === 'counted')
  if (corrects) requirePermission(ctx, 'stock.adjust')
}

function viewOf({ movement, level }: Moved) {
  const { id, type, sku, locationId, onHand: quantity, reason } = movement
  const { onHand, reserved } = level
  const available = sellable(level)
  return { id, type, sku, locationId, quantity, reason, onHand, reserved, available }
}

const resultOf = (result: Moved | Problem) =>
  result instanceof Problem ? { problem: viewOfRefusal(result) } : { movement: viewOf(result) }
