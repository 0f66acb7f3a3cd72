import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Check, Grid3x3 } from 'lucide-react'
import { t } from '#kit/i18n.ts'

/** Turns the list of this page into a table to type into, and back. */
export function GridButton() {
  const { edit } = useSearch({ strict: false })
  const navigate = useNavigate()
  const [Icon, words] = edit ? [Check, t('Finish editing')] : [Grid3x3, t('Edit as a grid')]
  return (
    <Button
      variant="default"
      leftSection={<Icon size={14} aria-hidden />}
      onClick={() =>
        void navigate({
          to: '.',
          search: (before) => ({ ...before, edit: edit ? undefined : true }),
        })
      }
    >
      {words}
    </Button>
  )
}
