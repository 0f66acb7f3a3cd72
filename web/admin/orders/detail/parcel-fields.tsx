import { TextInput } from '@mantine/core'
import { t } from '#kit/i18n.ts'
import type { ParcelWords, StepWords } from './changes.ts'

type ParcelFieldsProps = {
  words: StepWords
  faults: Record<string, string>
  onChange: (words: StepWords) => void
}

const FIELDS: readonly { name: keyof ParcelWords; label: string; max: number; help?: string }[] = [
  { name: 'carrier', label: t('Carrier'), max: 80 },
  { name: 'trackingNumber', label: t('Tracking number'), max: 80 },
  {
    ...{ name: 'trackingUrl', label: t('Tracking link'), max: 500 },
    help: t('The store is told of all three, and shows them to the customer. They may stay empty.'),
  },
]

/** How the parcel travels, as far as that is known. */
export const ParcelFields = ({ words, faults, onChange }: ParcelFieldsProps) =>
  FIELDS.map(({ name, label, max, help }, index) => (
    <TextInput
      key={name}
      type={name === 'trackingUrl' ? 'url' : 'text'}
      label={label}
      description={help}
      maxLength={max}
      data-autofocus={index === 0 || undefined}
      value={words.parcel?.[name] ?? ''}
      error={faults[name]}
      onChange={(event) => {
        const value = event.currentTarget.value || undefined
        onChange({ ...words, parcel: { ...words.parcel, [name]: value } })
      }}
    />
  ))
