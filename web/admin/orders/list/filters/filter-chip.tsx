import { ActionIcon, Button, Popover } from '@mantine/core'
import { ChevronDown, X } from 'lucide-react'
import { Suspense } from 'react'
import { t } from '#kit/i18n.ts'
import classes from '../orders.module.css'
import type { EditorProps, Filter } from './filter.ts'
import { useNames } from './use-names.ts'

/** On a telephone it begins and ends where the list does. */
const WITHIN_THE_LIST = { flip: true, shift: { padding: 14 } }

type FilterChipProps = EditorProps & {
  filter: Filter
  opened: boolean
  onToggle: (opened: boolean) => void
  onRemove: () => void
}

/** What the list is narrowed by, in a word; a press changes it, the cross takes it away. */
export function FilterChip({ filter, opened, onToggle, onRemove, ...edit }: FilterChipProps) {
  const { label, Editor } = filter
  // What it says now; nothing while it is being made.
  const words = filter.words(edit.search, useNames())
  return (
    <span className={classes['chip']} data-new={words === undefined || undefined}>
      <Popover
        opened={opened && Editor !== undefined}
        onChange={onToggle}
        position="bottom-start"
        middlewares={WITHIN_THE_LIST}
        trapFocus
        returnFocus
        shadow="lg"
      >
        <Popover.Target>
          <Button
            size="compact-sm"
            variant="transparent"
            color="gray"
            className={classes['chipWords']}
            rightSection={Editor && <ChevronDown size={13} aria-hidden />}
            onClick={() => onToggle(!opened)}
          >
            {words === undefined ? label : `${label}: ${words}`}
          </Button>
        </Popover.Target>
        {Editor && (
          <Popover.Dropdown aria-label={label} className={classes['editor']}>
            <Suspense>
              <Editor {...edit} />
            </Suspense>
          </Popover.Dropdown>
        )}
      </Popover>
      {words !== undefined && (
        <ActionIcon
          size={26}
          aria-label={t('Remove the filter: {{label}}', { label })}
          onClick={onRemove}
        >
          <X size={13} />
        </ActionIcon>
      )}
    </span>
  )
}
