import { Checkbox, Radio, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { t } from '#kit/i18n.ts'
import { named } from '#kit/named.ts'
import { platformList, storeList } from '../../../channels/queries.ts'
import { itemsOf, type OrdersSearch } from '../../search.ts'
import { STATUSES } from '../../words.ts'
import type { EditorProps } from './filter.ts'

type Option = { value: string; label: string }
type Several = 'status' | 'store' | 'channel'

type ManyProps = EditorProps & { name: Several; label: string; options: readonly Option[] }

/** Any of several; what is chosen is asked for at once. */
const Many = ({ name, label, options, search, onChange }: ManyProps) => (
  <Checkbox.Group
    aria-label={label}
    value={itemsOf(search[name])}
    onChange={(items) => onChange({ [name]: items.join(',') || undefined })}
  >
    <Stack gap={8}>
      {options.map(({ value, label: words }) => (
        <Checkbox key={value} value={value} label={words} />
      ))}
    </Stack>
  </Checkbox.Group>
)

const STATUS_OPTIONS = named(STATUSES).map((value) => ({ value, label: STATUSES[value].words }))

export const StatusEditor = (props: EditorProps) => (
  <Many name="status" label={t('Status')} options={STATUS_OPTIONS} {...props} />
)

export function StoreEditor(props: EditorProps) {
  const { data } = useQuery(storeList)
  const options = (data?.stores ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return <Many name="store" label={t('Store')} options={options} {...props} />
}

export function PlatformEditor(props: EditorProps) {
  const { data } = useQuery(platformList)
  const options = (data?.platforms ?? []).map(({ platform, title }) => ({
    ...{ value: platform, label: title },
  }))
  return <Many name="channel" label={t('Platform')} options={options} {...props} />
}

/** Exactly one of a few words. */
export const oneOf = <Words extends string>(
  name: keyof OrdersSearch,
  words: Readonly<Record<Words, string>>,
  valueOf: (word: Words) => unknown = (word) => word,
) =>
  function OneEditor({ search, onChange }: EditorProps) {
    return (
      <Radio.Group
        aria-label={t('Which')}
        value={search[name] === undefined ? '' : String(search[name])}
        onChange={(word) => onChange({ [name]: valueOf(word as Words) })}
      >
        <Stack gap={8}>
          {named(words).map((word) => (
            <Radio key={word} value={word} label={words[word]} />
          ))}
        </Stack>
      </Radio.Group>
    )
  }
