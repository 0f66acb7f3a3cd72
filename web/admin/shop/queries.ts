import { queryOptions } from '@tanstack/react-query'
import { FlagList, SettingList } from '#contract/settings'
import { get } from '#kit/api.ts'

/** The frame of the portal reads the shop's time zone from the same answer. */
export const settingList = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => get('/settings', SettingList, { signal }),
  // Read on every page; whoever saves one makes it old.
  staleTime: 60_000,
})

export const flagList = queryOptions({
  queryKey: ['flags'],
  queryFn: ({ signal }) => get('/flags', FlagList, { signal }),
})
