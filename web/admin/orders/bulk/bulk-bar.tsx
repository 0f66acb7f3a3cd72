import { Button, Menu } from '@mantine/core'
import { ChevronDown, X } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { t } from '#kit/i18n.ts'
import { named } from '#kit/named.ts'
import { useMe } from '../../session.ts'
import classes from './bulk.module.css'
import { COMMANDS, type CommandName } from './commands.ts'
import type { Selecting } from './selection.ts'

/** Few selections lead to a command, and its fields are a tenth of all script. */
const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.tsx')).BulkDialog }))

type BulkBarProps = {
  selecting: Selecting
  /** How many match, and how many of them stand on the page. */
  total: { words: string; isMoreThanShown: boolean }
}

/** Stands below the list while something is selected. */
export function BulkBar({ selecting, total }: BulkBarProps) {
  const { selection, clear, selectEverything } = selecting
  const [asked, setAsked] = useState<CommandName>()
  const isEverything = selection.type === 'everything'
  const count = isEverything ? undefined : selection.ids.size
  if (count === 0) return null
  return (
    <div className={classes['bar']} role="region" aria-label={t('Selected orders')}>
      <span className={classes['count']} role="status">
        {isEverything
          ? t('Everything that matches ({{words}})', { words: total.words })
          : t('{{count}} selected', { count: count ?? 0 })}
      </span>
      {!isEverything && total.isMoreThanShown && (
        <Button variant="subtle" size="xs" onClick={selectEverything}>
          {t('Select all {{total}} that match', { total: total.words })}
        </Button>
      )}
      <Actions onChoose={setAsked} />
      <Button variant="subtle" size="xs" leftSection={<X size={14} aria-hidden />} onClick={clear}>
        {t('Clear')}
      </Button>
      <Suspense>
        {asked && (
          <BulkDialog name={asked} selection={selection} onClose={() => setAsked(undefined)} />
        )}
      </Suspense>
    </div>
  )
}

/** Those that come up most stand open; the others are one step away. */
const OPEN: readonly CommandName[] = ['assign', 'add_tags', 'hold', 'packing_slips']

function Actions({ onChoose }: { onChoose: (name: CommandName) => void }) {
  const { permissions } = useMe()
  const allowed = named(COMMANDS).filter((name) => permissions.includes(COMMANDS[name].permission))
  return (
    <>
      {allowed
        .filter((name) => OPEN.includes(name))
        .map((name) => (
          <Button key={name} variant="default" size="xs" onClick={() => onChoose(name)}>
            {COMMANDS[name].label}
          </Button>
        ))}
      <Menu position="top-start">
        <Menu.Target>
          <Button variant="default" size="xs" rightSection={<ChevronDown size={14} aria-hidden />}>
            {t('More')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {allowed
            .filter((name) => !OPEN.includes(name))
            .map((name) => (
              <Menu.Item
                key={name}
                {...(name === 'cancel' && { color: 'red' })}
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
