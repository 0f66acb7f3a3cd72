import type { SealedColumn } from '#platform/secrets-rewrap.ts'
import { totpPurpose } from './totp/second-factor.ts'

const purpose = (ids: Record<string, unknown>) => totpPurpose(String(ids['id']))
const totp = { table: 'users', idColumns: ['id'] satisfies [string], purpose }

/** What a rotation of the key ring has to put under the new key. */
export const sealedColumns: readonly SealedColumn[] = [
  { ...totp, column: 'totp_sealed' },
  { ...totp, column: 'totp_pending_sealed' },
]
