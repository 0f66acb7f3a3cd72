import { expect, test } from 'vitest'
import type { Db } from '#platform/database.ts'
import { scene } from '#tests/scene.ts'
import { eraseUnlanded, listSeveral } from '../../server/modules/intake/messages/originals.ts'
import { addStore, plansOf } from './plan.ts'

test('originals that name an order which they did not become are found by an index', async () => {
  await using world = await scene()
  const { orgId } = world.ctx
  const storeId = await addStore(world, 'generic')
  await world.rows(
    `insert into messages (org_id, id, received_at, store_id, platform, source, body_sealed,
       body_bytes, digest, verdict, external_id, order_id, results)
     select $1, gen_random_uuid(), now(), $2, 'generic', 'sent', '', 0, '', 'created', n::text,
       case when n % 50 = 0 then null else gen_random_uuid() end,
       case when n % 100 = 0 then jsonb_build_array(jsonb_build_object('externalId', n::text)) end
     from generate_series(1, 20000) n`,
    [orgId, storeId],
  )
  await world.rows('analyze messages')
  const named = { storeId, externalId: '7' }
  const [several] = await plansOf(world, (db: Db) => listSeveral(db, orgId, named))
  expect(several!.text).toMatch(/Bitmap Index Scan on messages\w*_results_idx/)
  const [alone] = await plansOf(world, (db: Db) => eraseUnlanded(db, orgId, named))
  expect(alone!.text).toMatch(/messages\w*_org_id_store_id_external_id_idx/)
})
