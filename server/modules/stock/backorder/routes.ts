import type { App } from '#platform/routes.ts'
import * as contract from '../contract.ts'
import { readStock } from '../levels/read-levels.ts'
import type { Told } from '../told.ts'
import { setBackorder } from './set-backorder.ts'

export function backorderRoutes(app: App, { listShort }: Told): void {
  app.put('/stock/:sku/backorder', {
    config: { permission: 'stock.adjust' },
    schema: {
      tags: ['stock'],
      summary: 'Sell a SKU beyond what is there',
      description:
        'One limit for the SKU, over all locations. What lies on a shelf is sold first; who buys ' +
        'beyond it is served in the order of buying, as soon as pieces arrive at any location. A ' +
        'limit cannot be made smaller than what has been promised already, and a day that is over ' +
        'at the shop cannot be promised anew.',
      params: contract.SkuParams,
      body: contract.SetBackorderBody,
      response: { 200: contract.StockView },
    },
    handler: async ({ ctx, params, body }) => {
      await setBackorder(ctx, { ...params, ...body })
      return readStock(ctx, params.sku, listShort)
    },
  })
}
