import { SegmentedControl } from '@mantine/core'
import { t } from '#kit/i18n.ts'

type FormToggleProps = {
  label: string
  /** Without it, a chart. */
  value: 'table' | undefined
  onChange: (form: 'table' | undefined) => void
}

/** The same figures as a picture or as a table. */
export const FormToggle = ({ label, value, onChange }: FormToggleProps) => (
  <SegmentedControl
    aria-label={label}
    size="xs"
    data={FORMS}
    value={value ?? 'chart'}
    onChange={(form) => onChange(form === 'table' ? 'table' : undefined)}
  />
)

const FORMS = [
  { value: 'chart', label: t('Chart') },
  { value: 'table', label: t('Table') },
]
