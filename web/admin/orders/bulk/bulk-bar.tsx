import { Button, Menu, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { ChevronDown, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { t } from '#kit/i18n.ts'
import { named } from '#kit/named.ts'
import { NARROW } from '#kit/theme.ts'
import { useMe } from '../../session.ts'
import classes from './bulk.module.css'
import { COMMANDS, type CommandName } from './commands.ts'
import type { Selecting, Selection } from './selection.ts'

/** Few selections lead to a command, and its fields are a tenth of all script. */
const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.tsx')).BulkDialog }))

type BulkBarProps = {
  selecting: Selecting
  /** How many match, and how many of them stand on the page. */
  total: { words: string; isMoreThanShown: boolean }
  onClear: () => void
}

/** Stands below the list while something is selected. */
export function BulkBar({ selecting: { selection, selectEverything }, ...rest }: BulkBarProps) {
  const { total, onClear } = rest
  const [asked, setAsked] = useState<CommandName>()
  const words = wordsOf(selection, total.words)
  return (
    <>
      {/* Is there before there is something to say: only then a screen reader says it. */}
      <VisuallyHidden role="status">{words}</VisuallyHidden>
      {words && (
        <div className={classes['bar']} role="region" aria-label={t('Selected orders')}>
          <span className={classes['count']}>{words}</span>
          {selection.type === 'orders' && total.isMoreThanShown && (
            <Button variant="subtle" size="xs" onClick={selectEverything}>
              {t('Select all {{total}} that match', { total: total.words })}
            </Button>
          )}
          <div className={classes['does']}>
            <Actions onChoose={setAsked} />
            <Button
              variant="subtle"
              size="xs"
              leftSection={<X size={14} aria-hidden />}
              onClick={onClear}
            >
              {t('Clear')}
            </Button>
          </div>
          <Suspense>
            {asked && (
              <BulkDialog name={asked} selection={selection} onClose={() => setAsked(undefined)} />
            )}
          </Suspense>
        </div>
      )}
    </>
  )
}

function wordsOf(selection: Selection, total: string): string | undefined {
  if (selection.type === 'everything')
    return t('Everything that matches ({{words}})', { words: total })
  const { size } = selection.ids
  return size > 0 ? t('{{count}} selected', { count: size }) : undefined
}

/** Those that come up most stand open where there is room; the others are one step away. */
const OPEN: readonly CommandName[] = ['assign', 'add_tags', 'hold', 'packing_slips']

function Actions({ onChoose }: { onChoose: (name: CommandName) => void }) {
  const { permissions } = useMe()
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false })
  const allowed = named(COMMANDS).filter((name) => permissions.includes(COMMANDS[name].permission))
  const isOpen = (name: CommandName) => !isNarrow && OPEN.includes(name)
  return (
    <>
      {allowed.filter(isOpen).map((name) => (
        <Button key={name} variant="default" size="xs" onClick={() => onChoose(name)}>
          {COMMANDS[name].label}
        </Button>
      ))}
      <Menu position="top-end">
        <Menu.Target>
          <Button variant="default" size="xs" rightSection={<ChevronDown size={14} aria-hidden />}>
            {isNarrow ? t('Actions') : t('More')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes['menu']}>
          {allowed
            .filter((name) => !isOpen(name))
            .map((name) => (
              <Menu.Item
                key={name}
                {...(name === 'cancel' && { color: 'var(--tone-bad)' })}
                onClick={() => onChoose(name)}
              >
                {COMMANDS[name].label}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
