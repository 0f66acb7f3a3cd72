import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

const BLOCK_MIN = 16

type Pool = { blocks: { next: number; end: number }[]; promised: number }

/**
 * People read `PS-100245`. Numbers are taken in blocks, before the batch and outside of its
 * transaction, so the counter is never a hot row. Blocks grow with the load: a quiet shop loses a
 * few numbers at a restart, and a busy one does not ask for each.
 */
export class OrderNumbers {
  readonly #db: Db
  readonly #pools = new Map<string, Pool>()

  constructor(db: Db) {
    this.#db = db
  }

  /** Promises that `count` numbers can be taken until `release`, whatever other lanes take. */
  async reserve(orgId: string, count: number): Promise<void> {
    const pool = this.#pools.get(orgId) ?? { blocks: [], promised: 0 }
    this.#pools.set(orgId, pool)
    pool.promised += count
    const left = pool.blocks.reduce((sum, block) => sum + block.end - block.next, 0)
    if (left >= pool.promised) return
    const size = Math.max(BLOCK_MIN, pool.promised * 4)
    const { rows } = await sql<{ end: number }>`
      insert into order_numbers as n (org_id, next) values (${orgId}, ${100_001 + size})
      on conflict (org_id) do update set next = n.next + ${size}
      returning next as end
    `.execute(this.#db)
    const end = rows[0]!.end
    pool.blocks.push({ next: end - size, end })
  }

  release(orgId: string, count: number): void {
    const pool = this.#pools.get(orgId)
    if (pool) pool.promised -= count
  }

  take(orgId: string): string {
    const blocks = this.#pools.get(orgId)?.blocks ?? []
    while (blocks[0] && blocks[0].next === blocks[0].end) blocks.shift()
    const block = blocks[0]
    if (!block) throw new Error('A number was taken that had not been reserved.')
    return `PS-${block.next++}`
  }
}
