import { createContext, useContext } from 'react'
import { currentLocale } from './i18n.ts'

/** Where the shop is: which clock and which way of writing numbers its people use. */
export type Place = { timeZone: string; language: string }

/** Until the shop says otherwise: the clock and the language of this browser. */
export const browserPlace: Place = {
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  language: currentLocale(),
}

export const PlaceContext = createContext<Place>(browserPlace)

export const usePlace = (): Place => useContext(PlaceContext)
