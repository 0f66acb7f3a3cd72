import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { countDaysIn } from '#kit/days.ts'
import { currentLocale, writeAsIn } from '#kit/i18n.ts'
import { browserPlace, PlaceContext } from '#kit/place.ts'
import { useMay } from '../session.ts'
import { settingList } from '../shop/queries.ts'

/** Times and the way of writing numbers are the shop's; the language stays that of the person. */
export function ShopPlace({ children }: { children: ReactNode }) {
  const { data } = useQuery({ ...settingList, enabled: useMay('settings.read') })
  const said = (key: string) => data?.settings.find((setting) => setting.key === key)?.value
  const timeZone = z.string().catch(browserPlace.timeZone).parse(said('shop.time_zone'))
  countDaysIn(timeZone)
  const { region } = new Intl.Locale(z.string().catch('en').parse(said('shop.locale')))
  const locale = region ? writeAsIn(region) : currentLocale()
  return <PlaceContext value={{ timeZone, language: locale }}>{children}</PlaceContext>
}
