import { expect, test } from 'vitest'
import { DONE } from '#platform/http/answers.ts'
import { startProduct } from '../product.ts'

type Answer = { description: string; content?: object }
type Operations = Record<string, { responses: Record<string, Answer> }>

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
