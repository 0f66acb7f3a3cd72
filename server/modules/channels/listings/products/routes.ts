import { requirePermission } from '#platform/http/require-permission.ts'
import type { App } from '#platform/routes.ts'
import { StoreParams } from '../../contract.ts'
import { CreatedProducts, CreateProductsBody } from './contract.ts'
import { type CatchUpOrders, createProducts } from './create-products.ts'

export function productRoutes(app: App, { catchUpOrders }: { catchUpOrders: CatchUpOrders }): void {
  app.post('/stores/:storeId/listings/products', {
    config: { permission: 'catalog.edit' },
    schema: {
      tags: ['listings'],
      summary: 'Create products from what a store sells',
      description:
        'A SKU for each listing without one of ours, with the title, barcode and price of the ' +
        'store; variants of one product there are variants of one product here, which begins as ' +
        'a draft. A listing whose SKU is one of ours already is only mapped. What cannot be made ' +
        'is told with its reason. `openingStock` needs the permission stock.adjust as well. The ' +
        'same once more creates and counts nothing; continue with `after`, the `nextCursor`.',
      params: StoreParams,
      body: CreateProductsBody,
      response: { 200: CreatedProducts },
    },
    handler: ({ ctx, params, body }) => {
      if (body.openingStock) requirePermission(ctx, 'stock.adjust')
      return createProducts(ctx, params.storeId, body, catchUpOrders)
    },
  })
}
