import { useQuery } from '@tanstack/react-query'
import { t } from '#kit/i18n.ts'
import { formatMoney } from '#kit/money.tsx'
import { usePlace } from '#kit/place.ts'
import { platformList, storeList } from '../../../channels/queries.ts'
import { useColleagues } from '../../../people/use-colleagues.ts'
import { useMay } from '../../../session.ts'
import { useCurrency } from '../../../shop/use-currency.ts'
import type { Names } from './filter.ts'

/** As far as one may know them. */
export function useNames(): Names {
  const enabled = useMay('channels.read')
  const stores = useQuery({ ...storeList, enabled }).data?.stores
  const platforms = useQuery({ ...platformList, enabled }).data?.platforms
  const { nameOf } = useColleagues()
  const { language } = usePlace()
  const currency = useCurrency()
  return {
    store: (id) => stores?.find((one) => one.id === id)?.name ?? t('one store'),
    platform: (name) => platforms?.find(({ platform }) => platform === name)?.title ?? name,
    person: nameOf,
    amount: (minor) => formatMoney(minor, currency, language),
  }
}
