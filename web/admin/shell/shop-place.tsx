import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { SettingList } from '#contract/settings'
import { get } from '#kit/api.ts'
import { browserPlace, PlaceContext } from '#kit/place.ts'
import { useMay } from '../session.ts'

const settingList = {
  queryKey: ['settings'],
  queryFn: ({ signal }: { signal: AbortSignal }) => get('/settings', SettingList, { signal }),
  staleTime: 60_000,
}

/** Times are those of the shop, wherever its people sit; the language stays that of the person. */
export function ShopPlace({ children }: { children: ReactNode }) {
  const { data } = useQuery({ ...settingList, enabled: useMay('settings.read') })
  const said = data?.settings.find(({ key }) => key === 'shop.time_zone')?.value
  const timeZone = z.string().catch(browserPlace.timeZone).parse(said)
  return <PlaceContext value={{ ...browserPlace, timeZone }}>{children}</PlaceContext>
}
