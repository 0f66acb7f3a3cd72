import { expect, test } from 'vitest'
import { DONE } from '#platform/http/answers.ts'
import { startProduct } from '../product.ts'

type Answer = { description: string; content?: object }
type Header = { name: string; description?: string }
type Operations = Record<string, { responses: Record<string, Answer>; parameters?: Header[] }>

test('the reference says of every route what it answers', async () => {
  const product = await startProduct({ PENSTOCK_ROLES: 'api' })
  try {
    const paths: Operations[] = Object.values(
      (await product.app.inject('/openapi.json')).json().paths,
    )
    const operations = paths.flatMap((methods) => Object.values(methods))
    const answers = operations.map(({ responses: { default: _refusal, ...rest } }) => rest)
    expect(answers.filter((one) => Object.keys(one).length === 0)).toEqual([])
    const told = answers.flatMap((one) => Object.values(one))
    expect(told.length).toBeGreaterThan(150)
    for (const { description, content } of told) {
      expect(description).toMatch(/^[A-Z][^.]+[.;:]( .+\.)?$/)
      if (content) expect(description).not.toBe(DONE)
    }
  } finally {
    await product.stop()
  }
})

/** These change what a form shows: whoever has not read it would overwrite what others did. */
const NEED_ETAG = [
  'patch /api/v1/customers/{customerId}',
  'patch /api/v1/me/customer',
  'patch /api/v1/products/{productId}',
  'patch /api/v1/products/{productId}/variants/{sku}',
  'put /api/v1/products/{productId}/images/order',
  'put /api/v1/products/{productId}/variants/{sku}/prices',
]

test('the reference says where a request without an ETag is refused', async () => {
  const product = await startProduct({ PENSTOCK_ROLES: 'api' })
  try {
    const { paths } = (await product.app.inject('/openapi.json')).json()
    const needing = Object.entries<Operations>(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { parameters = [] }]) => {
        const tag = parameters.find(({ name }) => name === 'if-match')
        return tag?.description?.startsWith('Needed') ? [`${method} ${path}`] : []
      }),
    )
    expect(needing.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(NEED_ETAG)
  } finally {
    await product.stop()
  }
})
