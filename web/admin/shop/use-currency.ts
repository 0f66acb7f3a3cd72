import { useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { useMay } from '../session.ts'
import { settingList } from './queries.ts'

/** The currency in which the shop counts. */
export function useCurrency(): string {
  const { data } = useQuery({ ...settingList, enabled: useMay('settings.read') })
  const said = data?.settings.find(({ key }) => key === 'shop.currency')?.value
  return z.string().catch('INR').parse(said)
}
