import { queryOptions } from '@tanstack/react-query'
import { FlagList, SettingList } from '#contract/settings'
import { get } from '#kit/api.ts'

/** The frame of the portal reads the shop's time zone from the same answer. */
export const settingList = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => get('/settings', SettingList, { signal }),
})

export const flagList = queryOptions({
  queryKey: ['flags'],
  queryFn: ({ signal }) => get('/flags', FlagList, { signal }),
})
